using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Training;

namespace Vigil.Storage.Sqlite.Runs;

/// <summary>Reads the VigilRun rows.</summary>
internal static class RunQuery
{
    // The tail of samples is newer than the row of a run that is alive: that one is not written at every sample.
    private const string Columns = """
        SELECT id, name, command, working_directory, started_at, sample_interval_seconds, parent_run_id, snapshot,
          recorder_host, recorder_boot_id, recorder_pid, recorder_start_ticks, state, last_seen_at, ended_at, exit_code, signal, cause,
          explanation, summary, first_sample_id, first_event_id, first_step_id, number,
          last_sample_id, last_event_id, last_step_id,
          (SELECT t.time_ms FROM VigilSampleTail t WHERE t.id BETWEEN number << 32 AND (number << 32) + 4294967295 ORDER BY t.id DESC LIMIT 1), kind
        FROM VigilRun
        """;

    private const string NewestFirst = "ORDER BY started_at DESC, number DESC";

    /// <summary>Runs, the newest first.</summary>
    public static List<RunEntry> List(Database database, RunDirectory directory, int limit, RunKind kind) =>
        [.. directory.NewestFirst(database, kind).Take(limit).Select(number => GetByNumber(database, number)).OfType<RunEntry>()];

    /// <summary>Runs that are said to be running.</summary>
    public static List<RunEntry> Running(Database database, RunDirectory directory) =>
        [.. directory.Running(database).Select(number => GetByNumber(database, number)).OfType<RunEntry>()];

    /// <summary>The run of an id; null when there is none.</summary>
    public static RunEntry? Get(Database database, string runId) =>
        Read(database.Prepare($"{Columns} WHERE id = ?1").Bind(1, runId)).FirstOrDefault();

    /// <summary>The run of a number, with its snapshot unless that is not wanted: reading it is most of the work; null when there is none.</summary>
    public static RunEntry? GetByNumber(Database database, long number, bool withSnapshot = true) =>
        Read(database.Prepare($"{Columns} WHERE number = ?1").Bind(1, number), withSnapshot).FirstOrDefault();

    /// <summary>Runs that a person's words may mean.</summary>
    public static List<RunEntry> Find(Database database, RunDirectory directory, string reference)
    {
        if (reference.Length == 0)
        {
            return [];
        }

        // No id can start with "last": their alphabet has no l.
        if (reference == "last")
        {
            return List(database, directory, 1, RunKind.Run);
        }

        List<RunEntry> found = Read(database.Prepare($"{Columns} WHERE id = ?1").Bind(1, reference));
        if (found.Count == 0)
        {
            found = Read(database.Prepare($"{Columns} WHERE substr(id, 1, length(?1)) = ?1 {NewestFirst}").Bind(1, reference));
        }

        return found.Count > 0 ? found : Read(database.Prepare($"{Columns} WHERE name = ?1 AND kind = 'run' {NewestFirst}").Bind(1, reference));
    }

    private static List<RunEntry> Read(Statement row, bool withSnapshot = true)
    {
        var runs = new List<RunEntry>();
        while (row.Step())
        {
            runs.Add(ReadOne(row, withSnapshot));
        }

        row.Reset();
        return runs;
    }

    private static RunEntry ReadOne(Statement row, bool withSnapshot)
    {
        RunState state = RunWords.State(row.Text(12));
        double lastSeen = Math.Max(row.Real(13), row.NullableInteger(27) is { } tail ? tail / 1000.0 : double.MinValue);
        var start = new RunStart
        {
            Id = row.Text(0),
            Kind = EnumNames.Parse<RunKind>(row.Text(28)) ?? RunKind.Run,
            Name = row.Text(1),
            Command = JsonNode.Parse(row.Text(2)) is JsonArray words ? [.. words.Select(word => (string?)word ?? "")] : [],
            WorkingDirectory = row.Text(3),
            StartedAt = row.Real(4),
            SampleIntervalSeconds = row.Real(5),
            ParentRunId = row.NullableText(6),
            Snapshot = withSnapshot ? ParseObject(row.NullableText(7)) : null,
            Recorder = new RecorderIdentity(row.Text(8), row.Text(9), (int)row.Integer(10), row.Integer(11)),
        };
        var record = new RunRecord
        {
            Start = start,
            State = state,
            LastSeenAt = lastSeen,
            Summary = ParseObject(row.NullableText(19)),
            Outcome = state == RunState.Running
                ? null
                : new RunOutcome
                {
                    State = state,
                    EndedAt = row.NullableReal(14) ?? lastSeen,
                    ExitCode = (int?)row.NullableInteger(15),
                    Signal = (int?)row.NullableInteger(16),
                    Cause = RunWords.Cause(row.NullableText(17)),
                    Explanation = row.NullableText(18),
                },
        };
        return new RunEntry(row.Integer(23), record, Range(row, 20), Range(row, 21), Range(row, 22));
    }

    private static RowRange Range(Statement row, int column) => new(row.Integer(column), row.NullableInteger(column + 4) ?? long.MaxValue);

    private static JsonObject? ParseObject(string? json) => json is null ? null : JsonNode.Parse(json) as JsonObject;
}
