using Vigil.Configuration.Dialects;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Evidence;

/// <summary>Takes the evidence of a run from the store.</summary>
public static class EvidenceReader
{
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
        SubjectSeries[] subjects = [.. reader.ReadSubjects(id)
            .Where(subject => windowSeconds is null || subject.LastSeen >= from)
            .Select(subject => new SubjectSeries(subject, () => reader.ReadSeries(id, subject.Id, fromMilliseconds)))];
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
            () => [.. reader.ReadTotals(id, since)]);
    }
}
