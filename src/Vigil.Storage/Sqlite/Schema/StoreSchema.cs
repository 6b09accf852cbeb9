namespace Vigil.Storage.Sqlite.Schema;

/// <summary>
/// The tables. Four stand as the training-monitoring design defines them, so that anything written for it reads them:
/// <c>MetricsSample</c>, <c>TrainingEvent</c>, <c>StepMetric</c>, <c>AnalysisReport</c>. Whatever they lack stands in
/// tables of Vigil's own whose names start with <c>Vigil</c>. No index is put on the four: a run keeps the first and the
/// last row number that can be its own (<c>VigilRun.first_*</c>, <c>last_*</c>) and readers stay between them.
/// <para>
/// Sizes in columns ending in <c>_gb</c> are binary gigabytes (2^30 bytes), as memory is sold and as the design's own
/// figures are printed; every whole byte count below 2^53 comes back exactly. Times are seconds since the Unix epoch,
/// those in columns ending in <c>_ms</c> milliseconds. A <c>job_id</c> is the run's id.
/// </para>
/// The version is kept in a table and not in <c>PRAGMA user_version</c>, which belongs to whoever owns the database.
/// </summary>
internal static class StoreSchema
{
    /// <summary>Bytes in a gigabyte of the <c>_gb</c> columns.</summary>
    public const double BytesPerGigabyte = 1L << 30;

    /// <summary>All steps, in order. New ones are appended; those that were released never change.</summary>
    public static IReadOnlyList<Migration> Migrations { get; } = [new(1, Version1), new(2, Version2), new(3, Version3), new(4, Version4), new(5, AlertTables.Version5)];

    /// <summary>The four tables that others know, with their columns: name, type, must be present, is the key.</summary>
    public static IReadOnlyList<ContractTable> Contract { get; } =
    [
        new("MetricsSample",
        [
            new("id", "INTEGER", false, true), new("job_id", "TEXT", true), new("timestamp", "REAL", true),
            new("total_memory_gb", "REAL"), new("used_memory_gb", "REAL"), new("available_memory_gb", "REAL"),
            new("swap_used_gb", "REAL"), new("main_process_memory_gb", "REAL"), new("worker_memory_gb", "REAL"),
            new("worker_count", "INTEGER"), new("gpu_memory_used_gb", "REAL"), new("gpu_utilization_percent", "REAL"),
            new("cpu_utilization_percent", "REAL"),
        ]),
        new("TrainingEvent",
        [
            new("id", "INTEGER", false, true), new("job_id", "TEXT", true), new("timestamp", "REAL", true),
            new("event_type", "TEXT", true), new("details", "TEXT"), new("memory_snapshot_id", "INTEGER"),
        ]),
        new("StepMetric",
        [
            new("id", "INTEGER", false, true), new("job_id", "TEXT", true), new("step", "INTEGER", true),
            new("timestamp", "REAL", true), new("loss", "REAL"), new("batch_size", "INTEGER"),
            new("gradient_norm", "REAL"), new("learning_rate", "REAL"), new("step_time_seconds", "REAL"),
        ]),
        new("AnalysisReport",
        [
            new("id", "INTEGER", false, true), new("job_id", "TEXT", true), new("created_at", "REAL", true),
            new("summary", "JSON", true), new("recommendations", "JSON", true), new("log_errors", "JSON"),
            new("peak_memory_gb", "REAL"), new("health_score", "TEXT"),
        ]),
    ];

    private const string Version1 = """
        CREATE TABLE IF NOT EXISTS MetricsSample (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          job_id TEXT NOT NULL,
          timestamp REAL NOT NULL,
          total_memory_gb REAL,
          used_memory_gb REAL,
          available_memory_gb REAL,
          swap_used_gb REAL,
          main_process_memory_gb REAL,
          worker_memory_gb REAL,
          worker_count INTEGER,
          gpu_memory_used_gb REAL,
          gpu_utilization_percent REAL,
          cpu_utilization_percent REAL
        );
        CREATE TABLE IF NOT EXISTS TrainingEvent (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          job_id TEXT NOT NULL,
          timestamp REAL NOT NULL,
          event_type TEXT NOT NULL,
          details TEXT,
          memory_snapshot_id INTEGER,
          FOREIGN KEY (memory_snapshot_id) REFERENCES MetricsSample(id)
        );
        CREATE TABLE IF NOT EXISTS StepMetric (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          job_id TEXT NOT NULL,
          step INTEGER NOT NULL,
          timestamp REAL NOT NULL,
          loss REAL,
          batch_size INTEGER,
          gradient_norm REAL,
          learning_rate REAL,
          step_time_seconds REAL
        );
        CREATE TABLE IF NOT EXISTS AnalysisReport (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          job_id TEXT NOT NULL,
          created_at REAL NOT NULL,
          summary JSON NOT NULL,
          recommendations JSON NOT NULL,
          log_errors JSON,
          peak_memory_gb REAL,
          health_score TEXT
        );

        -- One row per recorded run. number stands for the run in Vigil's other tables.
        CREATE TABLE VigilRun (
          number INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          name TEXT NOT NULL,
          command TEXT NOT NULL,
          working_directory TEXT NOT NULL,
          started_at REAL NOT NULL,
          sample_interval_seconds REAL NOT NULL,
          parent_run_id TEXT,
          snapshot TEXT,
          recorder_host TEXT NOT NULL,
          recorder_boot_id TEXT NOT NULL,
          recorder_pid INTEGER NOT NULL,
          recorder_start_ticks INTEGER NOT NULL,
          state TEXT NOT NULL,
          last_seen_at REAL NOT NULL,
          ended_at REAL,
          exit_code INTEGER,
          signal INTEGER,
          cause TEXT,
          explanation TEXT,
          summary TEXT,
          steps_thinned INTEGER NOT NULL DEFAULT 0,
          first_sample_id INTEGER NOT NULL,
          first_event_id INTEGER NOT NULL,
          first_step_id INTEGER NOT NULL,
          last_sample_id INTEGER,
          last_event_id INTEGER,
          last_step_id INTEGER
        );

        -- The columns of each kind of subject as a version of Vigil knew them: a JSON array of metric names.
        CREATE TABLE VigilLayout (
          id INTEGER PRIMARY KEY,
          subject_kind INTEGER NOT NULL,
          metrics TEXT NOT NULL,
          UNIQUE (subject_kind, metrics)
        );

        -- What each metric means.
        CREATE TABLE VigilMetric (
          name TEXT PRIMARY KEY,
          subject_kind INTEGER NOT NULL,
          kind INTEGER NOT NULL,
          unit TEXT NOT NULL,
          scale REAL NOT NULL,
          source TEXT NOT NULL,
          description TEXT NOT NULL
        ) WITHOUT ROWID;

        -- Whatever had readings. id is the run's number × 2^32 + its number within the run.
        CREATE TABLE VigilSubject (
          id INTEGER PRIMARY KEY,
          layout_id INTEGER NOT NULL,
          kind INTEGER NOT NULL,
          key TEXT NOT NULL,
          attributes TEXT NOT NULL,
          first_seen_ms INTEGER NOT NULL,
          last_seen_ms INTEGER NOT NULL
        );

        -- The newest samples, one row each: what changed since the row before. id is the run's number × 2^32 + a count.
        CREATE TABLE VigilSampleTail (
          id INTEGER PRIMARY KEY,
          time_ms INTEGER NOT NULL,
          data BLOB NOT NULL
        );

        -- Older samples, some hundred together: their times once, and one chunk of columns per subject.
        CREATE TABLE VigilSampleBlock (
          id INTEGER PRIMARY KEY,
          run_number INTEGER NOT NULL,
          row_count INTEGER NOT NULL,
          min_time_ms INTEGER NOT NULL,
          max_time_ms INTEGER NOT NULL,
          times BLOB NOT NULL
        );
        CREATE INDEX VigilSampleBlockByRun ON VigilSampleBlock (run_number);
        CREATE TABLE VigilSampleChunk (
          id INTEGER PRIMARY KEY,
          subject_id INTEGER NOT NULL,
          block_id INTEGER NOT NULL,
          first_row INTEGER NOT NULL,
          row_count INTEGER NOT NULL,
          data BLOB NOT NULL
        );
        CREATE INDEX VigilSampleChunkBySubject ON VigilSampleChunk (subject_id);

        -- What StepMetric has no column for. NULL means "not a number", also for loss and gradient_norm.
        CREATE TABLE VigilStepName (
          id INTEGER PRIMARY KEY,
          name TEXT NOT NULL UNIQUE
        );
        CREATE TABLE VigilStepValue (
          step_metric_id INTEGER NOT NULL,
          name_id INTEGER NOT NULL,
          value REAL,
          PRIMARY KEY (step_metric_id, name_id)
        ) WITHOUT ROWID;

        -- The program's output. encoding: 0 as printed, 1 Brotli. sealed: 0 while more may be joined to it.
        CREATE TABLE VigilOutput (
          id INTEGER PRIMARY KEY,
          run_number INTEGER NOT NULL,
          stream INTEGER NOT NULL,
          first_offset INTEGER NOT NULL,
          byte_count INTEGER NOT NULL,
          sealed INTEGER NOT NULL,
          encoding INTEGER NOT NULL,
          lines BLOB NOT NULL,
          data BLOB NOT NULL
        );
        CREATE INDEX VigilOutputByRun ON VigilOutput (run_number);
        """;

    private const string Version2 = """
        -- kind: run, monitor (a machine without a program) or service (a program that reports of its own accord). report_id: the newest AnalysisReport row.
        ALTER TABLE VigilRun ADD COLUMN kind TEXT NOT NULL DEFAULT 'run';
        ALTER TABLE VigilRun ADD COLUMN note TEXT;
        ALTER TABLE VigilRun ADD COLUMN report_id INTEGER;
        UPDATE VigilRun SET report_id = (SELECT max(r.id) FROM AnalysisReport r WHERE r.job_id = VigilRun.id);
        CREATE INDEX VigilRunByStart ON VigilRun (started_at);

        -- Words that people put on runs, in the order of position.
        CREATE TABLE VigilRunTag (
          run_number INTEGER NOT NULL,
          tag TEXT NOT NULL,
          position INTEGER NOT NULL,
          PRIMARY KEY (run_number, tag)
        ) WITHOUT ROWID;
        """;

    private const string Version3 = """
        -- lengths: bytes of each column that has more than one value, so that one is read without the others; NULL in what older versions wrote.
        ALTER TABLE VigilSampleChunk ADD COLUMN lengths BLOB;
        DROP INDEX VigilSampleChunkBySubject;
        CREATE INDEX VigilSampleChunkBySubject ON VigilSampleChunk (subject_id, block_id);
        DROP INDEX VigilSampleBlockByRun;
        CREATE INDEX VigilSampleBlockByRun ON VigilSampleBlock (run_number, min_time_ms, max_time_ms);

        -- Samples of a subject reduced to a row a minute or an hour, a span of them in each row. step_ms: 60000 or 3600000.
        CREATE TABLE VigilRollup (
          id INTEGER PRIMARY KEY,
          subject_id INTEGER NOT NULL,
          step_ms INTEGER NOT NULL,
          start_ms INTEGER NOT NULL,
          data BLOB NOT NULL
        );
        CREATE UNIQUE INDEX VigilRollupBySubject ON VigilRollup (subject_id, step_ms, start_ms);

        -- The spans of which the roll-ups of all subjects of a run are there.
        CREATE TABLE VigilRollupSpan (
          run_number INTEGER NOT NULL,
          step_ms INTEGER NOT NULL,
          start_ms INTEGER NOT NULL,
          PRIMARY KEY (run_number, step_ms, start_ms)
        ) WITHOUT ROWID;

        -- Samples, or roll-ups to minutes, before these instants were deleted because of their age; NULL: none were.
        ALTER TABLE VigilRun ADD COLUMN samples_from_ms INTEGER;
        ALTER TABLE VigilRun ADD COLUMN minutes_from_ms INTEGER;
        """;

    private const string Version4 = """
        -- What operations are counted by. run_number: the record they belong to, 0 for none.
        CREATE TABLE VigilOperationKey (
          id INTEGER PRIMARY KEY,
          run_number INTEGER NOT NULL,
          type TEXT NOT NULL,
          name TEXT NOT NULL,
          UNIQUE (run_number, type, name)
        );

        -- All operations of a key that started in a minute, an hour or a day (level 0, 1, 2), which starts at start (Unix seconds).
        -- durations: bins and their counts, see SketchCodec.
        CREATE TABLE VigilOperationTally (
          key_id INTEGER NOT NULL,
          level INTEGER NOT NULL,
          start INTEGER NOT NULL,
          count INTEGER NOT NULL,
          failed INTEGER NOT NULL,
          cancelled INTEGER NOT NULL,
          retries INTEGER NOT NULL,
          total_ns REAL NOT NULL,
          least_ns INTEGER NOT NULL,
          most_ns INTEGER NOT NULL,
          durations BLOB NOT NULL,
          PRIMARY KEY (key_id, level, start)
        ) WITHOUT ROWID;

        -- Single operations, packed column by column in the order of their start. sealed: 0 while the block may be joined with others.
        -- details: what few of them have, compressed.
        CREATE TABLE VigilOperationBlock (
          id INTEGER PRIMARY KEY,
          run_number INTEGER NOT NULL,
          sealed INTEGER NOT NULL,
          row_count INTEGER NOT NULL,
          failed INTEGER NOT NULL,
          first_start_ns INTEGER NOT NULL,
          last_start_ns INTEGER NOT NULL,
          most_ns INTEGER NOT NULL,
          data BLOB NOT NULL,
          details BLOB NOT NULL
        );
        CREATE INDEX VigilOperationBlockByTime ON VigilOperationBlock (last_start_ns, first_start_ns, most_ns, failed, run_number);

        -- Which keys a block holds, and the worst of each: what is slow or failed is found without opening the others.
        CREATE TABLE VigilOperationBlockKey (
          key_id INTEGER NOT NULL,
          block_id INTEGER NOT NULL,
          failed INTEGER NOT NULL,
          most_ns INTEGER NOT NULL,
          PRIMARY KEY (key_id, block_id)
        ) WITHOUT ROWID;

        -- What goes on now, as each tracking process last said (seen_ms). sink: a random number of that process's sink.
        CREATE TABLE VigilOperationActive (
          sink INTEGER NOT NULL,
          run_number INTEGER NOT NULL,
          seen_ms INTEGER NOT NULL,
          type TEXT NOT NULL,
          name TEXT NOT NULL,
          start_ns INTEGER NOT NULL,
          trace_id BLOB NOT NULL,
          span_id INTEGER NOT NULL,
          parent_span_id INTEGER NOT NULL
        );
        """;
}
