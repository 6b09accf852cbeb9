using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Training;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Output;
using Vigil.Storage.Sqlite.Runs;
using Vigil.Storage.Sqlite.Samples;
using Vigil.Storage.Sqlite.Training;

namespace Vigil.Storage.Sqlite.Writing;

/// <summary>
/// One run on one open connection: everything that a writer knows about what is stored. Built from the database, and
/// built anew after every failure, so that it never disagrees with what a rolled-back transaction left.
/// </summary>
internal sealed class RunSession : IDisposable
{
    // Packing holds the whole tail in memory: 16 MB of it at most, however many subjects there are.
    private const long MostTailValues = 2_000_000;

    private readonly Database _database;
    private readonly string _runId;
    private readonly bool _hasTotals;
    private readonly long _number;
    private readonly SampleTable _samples;
    private readonly StepTable _steps;
    private readonly OutputTable _output;
    private readonly StepThinning _thinning;
    private readonly List<StepReading> _batch = [];
    private readonly int _tailSamples;
    private long? _lastSampleId;
    private double _lastSeen;
    private double _seenWritten;
    private bool _thinningSaid;

    /// <summary>Takes up a run, or begins it when the database does not have it.</summary>
    /// <param name="database">Open for writing; belongs to the session from here on, unless that is left by <see cref="Release"/>.</param>
    /// <param name="start">The run.</param>
    /// <param name="snapshotJson">Its snapshot.</param>
    /// <param name="settings">Bounds.</param>
    public RunSession(Database database, RunStart start, string? snapshotJson, WriterSettings settings)
    {
        _database = database;
        _runId = start.Id;

        // What a service reports is not of a machine: rows of nulls would only hide the readings of those that are.
        _hasTotals = start.Kind != RunKind.Service;
        _tailSamples = settings.TailSamples;
        database.BeginWriting();
        Dictionary<MetricTable, long> layouts = LayoutTable.Ensure(database);
        _number = RunTable.NumberOf(database, start.Id) ?? RunTable.Insert(database, start, snapshotJson);
        database.Commit();
        RunEntry entry = RunQuery.Get(database, start.Id)!;
        _samples = new SampleTable(database, _number, subject => LayoutTable.IdOf(database, layouts, subject.Table));
        _steps = new StepTable(database, start.Id);
        _output = new OutputTable(database, _number, settings.Output);
        _thinning = new StepThinning(settings.MostStepsPerSecond);
        _lastSampleId = LastSampleId(entry);
    }

    /// <summary>Bytes of samples and output taken so far, as stored where that is known.</summary>
    public long StoredBytes { get; private set; }

    /// <summary>True when the tail of samples is due for packing.</summary>
    public bool WantsCompaction => _samples.TailRows >= _tailSamples || _samples.TailValues >= MostTailValues;

    /// <summary>Stores items in one transaction.</summary>
    /// <param name="items">In the order in which they came.</param>
    /// <param name="elapsedSeconds">Time since the transaction before.</param>
    /// <param name="dropped">What was dropped since it was last said; null for nothing.</param>
    /// <param name="now">The time, seconds since the Unix epoch.</param>
    public void Store(List<QueueItem> items, double elapsedSeconds, JsonObject? dropped, double now)
    {
        _database.BeginWriting();
        Add(items, elapsedSeconds, dropped, now);
        _database.Commit();
    }

    /// <summary>Stores items inside the caller's transaction. The same arguments as <see cref="Store(List{QueueItem}, double, JsonObject?, double)"/>.</summary>
    public void Add(List<QueueItem> items, double elapsedSeconds, JsonObject? dropped, double now)
    {
        foreach (QueueItem item in items)
        {
            Store(item);
        }

        StoreSteps(elapsedSeconds, now);
        _output.Flush();
        if (dropped is not null)
        {
            EventTable.Insert(_database, _runId, now, EventTypes.Dropped, dropped.ToJsonString(), _lastSampleId);
        }

        // The row of the run is not touched at every sample: the tail tells the time more precisely.
        _lastSeen = Math.Max(_lastSeen, now);
        if (_lastSeen - _seenWritten >= 30 || !items.Exists(item => item is SampleItem))
        {
            RunTable.Seen(_database, _number, _lastSeen);
            _seenWritten = _lastSeen;
        }
    }

    /// <summary>Packs the tail of samples, in a transaction of its own.</summary>
    public void Compact()
    {
        _database.BeginWriting();
        _samples.Compact();
        _database.Commit();
    }

    /// <summary>Packs everything and writes how the run ended, in one transaction.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="summaryJson">Its summary.</param>
    /// <param name="lengthOf">Bytes that a stream has printed.</param>
    /// <param name="closing">An event to add; null for none.</param>
    /// <returns>False when somebody else had closed it.</returns>
    public bool Complete(RunOutcome outcome, string? summaryJson, Func<OutputStream, long> lengthOf, RunEvent? closing)
    {
        _database.BeginWriting();
        bool closed = Close(outcome, summaryJson, lengthOf, closing);
        if (closed)
        {
            _database.Commit();
            _database.Execute("PRAGMA incremental_vacuum");

            // The last connection to close may be a reader's, which cannot fold the log back.
            _database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        else
        {
            _database.RollBack();
        }

        return closed;
    }

    /// <summary>The same as <see cref="Complete"/>, inside the caller's transaction.</summary>
    public bool Close(RunOutcome outcome, string? summaryJson, Func<OutputStream, long> lengthOf, RunEvent? closing)
    {
        _samples.Compact();
        _output.Finish(lengthOf);
        if (closing is not null)
        {
            EventTable.Insert(_database, _runId, closing.UnixSeconds, closing.Type, closing.Details?.ToJsonString(), _lastSampleId);
        }

        SayThinned(outcome.EndedAt);
        return RunTable.Complete(_database, _number, outcome, summaryJson);
    }

    /// <summary>Lets go of everything but the connection, which others use too.</summary>
    public void Release()
    {
        _samples.Dispose();
        _output.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Release();
        _database.RollBack();
        _database.Dispose();
    }

    private void Store(QueueItem item)
    {
        switch (item)
        {
            case SampleItem sample:
                StoredBytes += _samples.Append(sample.Set, sample.UnixMilliseconds, sample.Values.AsSpan(0, sample.Set.ColumnCount));
                if (_hasTotals)
                {
                    _lastSampleId = TotalsTable.Insert(_database, _runId, sample.UnixMilliseconds, sample.Totals);
                }

                break;
            case StepItem step:
                _batch.Add(step.Step);
                break;
            case EventItem runEvent:
                EventTable.Insert(_database, _runId, runEvent.UnixSeconds, runEvent.Type, runEvent.DetailsJson, _lastSampleId);
                break;
            case OutputItem output:
                _output.Append(output.Stream, output.Offset, output.Bytes, output.UnixMilliseconds);
                StoredBytes += output.Length;
                break;
        }
    }

    private void StoreSteps(double elapsedSeconds, double now)
    {
        long left = _thinning.Select(_batch, elapsedSeconds, _steps.Insert);
        _batch.Clear();
        if (left == 0)
        {
            return;
        }

        RunTable.AddThinned(_database, _number, left);
        if (!_thinningSaid)
        {
            _thinningSaid = true;
            SayThinned(now);
        }
    }

    // Said when it first happens in a session, and with the whole count at the end.
    private void SayThinned(double now)
    {
        Statement statement = _database.Prepare("SELECT steps_thinned FROM VigilRun WHERE number = ?1").Bind(1, _number);
        long thinned = statement.Step() ? statement.Integer(0) : 0;
        statement.Reset();
        if (thinned > 0)
        {
            var details = new JsonObject { ["steps_thinned"] = thinned, ["reason"] = "more steps per second than are kept; an even selection is stored" };
            EventTable.Insert(_database, _runId, now, EventTypes.Dropped, details.ToJsonString(), _lastSampleId);
        }
    }

    private long? LastSampleId(RunEntry entry)
    {
        Statement statement = _database.Prepare("SELECT max(id) FROM MetricsSample WHERE id >= ?1 AND job_id = ?2").Bind(1, entry.Samples.First).Bind(2, _runId);
        long? id = statement.Step() ? statement.NullableInteger(0) : null;
        statement.Reset();
        return id;
    }
}
