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
internal sealed class SqliteLiveReader(ReaderPool readers, VersionProbe version, RunDirectory directory) : ILiveReader
{
    /// <inheritdoc/>
    public long ReadVersion() => version.Read();

    /// <inheritdoc/>
    public IReadOnlyList<string> ReadActiveRuns(double sinceUnixSeconds) => readers.Read(database =>
        directory.Active(database, sinceUnixSeconds).Order().Select(number => RunTable.IdOf(database, number)).OfType<string>().ToList());

    /// <inheritdoc/>
    /// <remarks>Stands before the line of output that is not ended yet: its follower wants lines, not halves.</remarks>
    public RunCursor? ReadCursor(string runId) => readers.Read(database =>
    {
        if (RunQuery.Get(database, runId) is not { } run)
        {
            return (RunCursor?)null;
        }

        return new RunCursor(
            LastId(database, "MetricsSample", runId, run.Samples) ?? 0,
            LastId(database, "TrainingEvent", runId, run.Events) ?? 0,
            LastId(database, "StepMetric", runId, run.Steps) ?? 0,
            LineStarts(database, run.Number));
    });

    /// <inheritdoc/>
    public RunChanges? ReadChanges(string runId, RunCursor since) => readers.Read(database =>
    {
        if (RunQuery.Get(database, runId) is not { } run)
        {
            return null;
        }

        RowRange newSamples = After(run.Samples, since.SampleId);
        List<NewRows> samples = SampleFeed.Read(database, run.Number, Count(database, "MetricsSample", runId, newSamples));
        List<StoredEvent> events = [.. EventTable.Read(database, runId, After(run.Events, since.EventId))];
        List<StepReading> steps = [.. StepReader.Read(database, runId, After(run.Steps, since.StepId))];
        List<StoredOutput> output = OutputSince.Read(database, run.Number, since.OutputBytes);
        long lastStep = LastId(database, "StepMetric", runId, After(run.Steps, since.StepId)) ?? since.StepId;
        long lastSample = LastId(database, "MetricsSample", runId, newSamples) ?? since.SampleId;
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

    private static long Count(Database database, string table, string runId, RowRange rows)
    {
        Statement row = database.Prepare($"SELECT count(*) FROM {table} WHERE id BETWEEN ?1 AND ?2 AND job_id = ?3").Bind(1, rows.First).Bind(2, rows.Last).Bind(3, runId);
        row.Step();
        long count = row.Integer(0);
        row.Reset();
        return count;
    }

    private static long[] LineStarts(Database database, long runNumber)
    {
        long[] starts = new long[Enum.GetValues<OutputStream>().Length];
        foreach (OutputStream stream in Enum.GetValues<OutputStream>())
        {
            if (OutputReader.ReadLast(database, runNumber, stream) is { } last)
            {
                bool isOpen = last.LineOffsets.Length > 0 && !last.Data.IsEmpty && last.Data.Span[^1] is not ((byte)'\n' or (byte)'\r');
                starts[(int)stream] = last.Offset + (isOpen ? last.LineOffsets[^1] : last.Data.Length);
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
}
