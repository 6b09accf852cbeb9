using Vigil.Configuration.Dialects;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Evidence;

/// <summary>Takes the evidence of a run from the store.</summary>
public static class EvidenceReader
{
    /// <summary>Samples up to which every row is read: 14 hours at one a second. More do not make a share of the time truer, only slower.</summary>
    private const int MostRows = 50_000;

    /// <summary>The end of a run is read whole: what ended it happened there.</summary>
    private const double WholeSeconds = 900;

    /// <summary>Reads what is cheap now, and the rest when it is asked for: the reader must stay open until then.</summary>
    /// <param name="reader">The store.</param>
    /// <param name="run">The run.</param>
    /// <param name="windowSeconds">Looks only at the last so many seconds; null for the whole run.</param>
    public static RunEvidence Read(IRunReader reader, RunRecord run, double? windowSeconds = null)
    {
        string id = run.Start.Id;
        double to = run.Outcome?.EndedAt ?? run.LastSeenAt;
        double from = windowSeconds is { } window ? Math.Max(run.Start.StartedAt, to - window) : run.Start.StartedAt;
        long fromMilliseconds = windowSeconds is null ? long.MinValue : (long)(from * 1000);
        RowThinning thinning = Thinning(to - from, run.Start.SampleIntervalSeconds, to);
        SubjectSeries[] subjects = [.. reader.ReadSubjects(id)
            .Where(subject => windowSeconds is null || subject.LastSeen >= from)
            .Select(subject => new SubjectSeries(subject, () => reader.ReadSeries(id, subject.Id, fromMilliseconds, thinning: thinning)))];
        double since = windowSeconds is null ? double.NegativeInfinity : from;
        return new RunEvidence(
            run,
            from,
            to,
            subjects,
            [.. reader.ReadEvents(id, since).Select(stored => stored.Event)],
            () => [.. reader.ReadSteps(id, since)],
            () => LogReader.Read(reader.ReadOutput(id)),
            () => RunSettingsReader.Read(run.Start.Command, run.Start.WorkingDirectory, run.Start.Snapshot),
            () => [.. reader.ReadTotals(id, since, thinning)])
        {
            StretchSeconds = thinning.StretchMilliseconds / 1000.0,
        };
    }

    private static RowThinning Thinning(double seconds, double interval, double to) =>
        seconds / Math.Max(interval, 0.001) <= MostRows ? default
        : new RowThinning((long)Math.Ceiling(seconds * 1000 / MostRows), (long)((to - WholeSeconds) * 1000));
}
