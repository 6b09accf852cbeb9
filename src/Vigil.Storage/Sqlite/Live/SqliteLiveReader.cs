using Vigil.Core.Live;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Core.Training;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Output;
using Vigil.Storage.Sqlite.Runs;
using Vigil.Storage.Sqlite.Samples;
using Vigil.Storage.Sqlite.Training;

namespace Vigil.Storage.Sqlite.Live;

/// <summary>Follows the database as other processes write it.</summary>
internal sealed class SqliteLiveReader(ReaderPool readers) : ILiveReader
{
    private static readonly string[] s_newest =
    [
        "SELECT max(id) FROM MetricsSample",
        "SELECT max(id) FROM TrainingEvent",
        "SELECT max(id) FROM StepMetric",
        "SELECT max(id) FROM AnalysisReport",
        "SELECT max(id) FROM VigilOutput",
        "SELECT byte_count FROM VigilOutput ORDER BY id DESC LIMIT 1",
        "SELECT max(number) FROM VigilRun",
        "SELECT count(*) FROM VigilRun",
    ];

    /// <inheritdoc/>
    /// <remarks>
    /// SQLite's own counter is per connection; readers come from a pool. What any commit of a recorder changes are the
    /// newest rows of these tables, whose keys only grow.
    /// </remarks>
    public long ReadVersion() => readers.Read(database =>
    {
        var hash = new HashCode();
        foreach (string sql in s_newest)
        {
            hash.Add(database.Number(sql) ?? -1);
        }

        return hash.ToHashCode();
    });

    /// <inheritdoc/>
    public IReadOnlyList<string> ReadActiveRuns(double sinceUnixSeconds) => readers.Read(database =>
    {
        var ids = new List<string>();
        Statement row = database.Prepare("SELECT id FROM VigilRun WHERE state = 'running' OR last_seen_at >= ?1 ORDER BY number").Bind(1, sinceUnixSeconds);
        while (row.Step())
        {
            ids.Add(row.Text(0));
        }

        row.Reset();
        return ids;
    });

    /// <inheritdoc/>
    /// <remarks>Stands before the line of output that is not ended yet: its follower wants lines, not halves.</remarks>
    public RunCursor? ReadCursor(string runId) => readers.Read(database =>
    {
        if (RunQuery.Get(database, runId) is not { } run)
        {
            return (RunCursor?)null;
        }

        IReadOnlyList<StoredSubject> subjects = SeriesReader.ReadSubjects(database, run.Number);
        return new RunCursor(
            subjects.Count == 0 ? 0 : subjects.Max(subject => Milliseconds(subject.LastSeen)),
            LastId(database, "TrainingEvent", runId, run.Events) ?? 0,
            LastId(database, "StepMetric", runId, run.Steps) ?? 0,
            LineStarts(OutputSince.Read(database, run.Number, null)));
    });

    /// <inheritdoc/>
    public RunChanges? ReadChanges(string runId, RunCursor since) => readers.Read(database =>
    {
        if (RunQuery.Get(database, runId) is not { } run)
        {
            return null;
        }

        List<(StoredSubject Subject, SeriesTable Rows)> samples = Samples(database, run, since.SampleMilliseconds);
        List<StoredEvent> events = [.. EventTable.Read(database, runId, After(run.Events, since.EventId))];
        List<StepReading> steps = [.. StepReader.Read(database, runId, After(run.Steps, since.StepId))];
        List<StoredOutput> output = OutputSince.Read(database, run.Number, since.OutputBytes);
        long lastStep = LastId(database, "StepMetric", runId, After(run.Steps, since.StepId)) ?? since.StepId;
        long lastSample = samples.Count == 0 ? since.SampleMilliseconds : samples.Max(series => series.Rows.UnixMilliseconds[^1]);
        return new RunChanges(
            new RunCursor(lastSample, events.Count == 0 ? since.EventId : events[^1].Id, lastStep, Ends(since.OutputBytes, output)),
            run.Record,
            samples,
            events,
            steps,
            output);
    });

    /// <inheritdoc/>
    public NewestSample? ReadNewest(string runId) => readers.Read(database =>
        RunTable.NumberOf(database, runId) is { } number ? NewestReader.Read(database, number) : null);

    private static RowRange After(RowRange rows, long id) => rows with { First = Math.Max(rows.First, id + 1) };

    private static long? LastId(Database database, string table, string runId, RowRange rows)
    {
        Statement row = database.Prepare($"SELECT max(id) FROM {table} WHERE id BETWEEN ?1 AND ?2 AND job_id = ?3").Bind(1, rows.First).Bind(2, rows.Last).Bind(3, runId);
        long? last = row.Step() ? row.NullableInteger(0) : null;
        row.Reset();
        return last;
    }

    private static long Milliseconds(double seconds) => (long)Math.Round(seconds * 1000);

    private static long[] LineStarts(List<StoredOutput> output)
    {
        long[] starts = Ends(null, output);
        foreach (IGrouping<OutputStream, StoredOutput> stream in output.GroupBy(piece => piece.Stream))
        {
            StoredOutput last = stream.Last();
            if (last.LineOffsets.Length > 0 && !last.Data.IsEmpty && last.Data.Span[^1] is not ((byte)'\n' or (byte)'\r'))
            {
                starts[(int)stream.Key] = last.Offset + last.LineOffsets[^1];
            }
        }

        return starts;
    }

    private static long[] Ends(IReadOnlyList<long>? before, List<StoredOutput> output)
    {
        long[] ends = new long[Enum.GetValues<OutputStream>().Length];
        for (int i = 0; before is not null && i < Math.Min(ends.Length, before.Count); i++)
        {
            ends[i] = before[i];
        }

        foreach (StoredOutput piece in output)
        {
            ends[(int)piece.Stream] = piece.Offset + piece.Data.Length + piece.DroppedBytes;
        }

        return ends;
    }

    private static List<(StoredSubject Subject, SeriesTable Rows)> Samples(Database database, RunEntry run, long sinceMilliseconds)
    {
        long from = sinceMilliseconds == 0 ? long.MinValue : sinceMilliseconds + 1;
        var samples = new List<(StoredSubject, SeriesTable)>();
        foreach (StoredSubject subject in SeriesReader.ReadSubjects(database, run.Number))
        {
            if (Milliseconds(subject.LastSeen) < from)
            {
                continue;
            }

            SeriesTable rows = SeriesReader.ReadSeries(database, subject.Id, from, long.MaxValue);
            if (rows.UnixMilliseconds.Length > 0)
            {
                samples.Add((subject, rows));
            }
        }

        return samples;
    }
}
