using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Cli.Top;

/// <summary>What one screen of <c>vigil top</c> shows, read from the store.</summary>
/// <param name="Run">The run.</param>
/// <param name="NowUnixSeconds">The time now.</param>
/// <param name="Totals">The latest sample's totals; null before the first.</param>
/// <param name="Step">The latest step, older values filled in; null before the first.</param>
/// <param name="Subjects">Everything alive in the latest sample, with its latest two rows.</param>
/// <param name="Events">The latest events, the newest last.</param>
internal sealed record TopData(
    RunRecord Run,
    double NowUnixSeconds,
    StoredTotals? Totals,
    StepReading? Step,
    IReadOnlyList<TopSubject> Subjects,
    IReadOnlyList<StoredEvent> Events)
{
    private const double RecentSeconds = 15;
    private const double EventSeconds = 600;

    /// <summary>Reads the last few seconds of a run, so that a screen costs the same after a week as at the start.</summary>
    public static TopData Read(IRunReader store, RunRecord run, double nowUnixSeconds)
    {
        string id = run.Start.Id;
        double until = run.LastSeenAt;
        StoredTotals? totals = store.ReadTotals(id, until - RecentSeconds).LastOrDefault();
        var subjects = new List<TopSubject>();
        foreach (StoredSubject subject in store.ReadSubjects(id).Where(subject => subject.LastSeen >= until - RecentSeconds))
        {
            SeriesTable rows = store.ReadSeries(id, subject.Id, (long)((until - RecentSeconds) * 1000));
            if (rows.UnixMilliseconds.Length > 0 && (totals is null || rows.UnixMilliseconds[^1] >= (long)(totals.UnixSeconds * 1000) - 1))
            {
                subjects.Add(new TopSubject(subject, rows));
            }
        }

        // How many steps there will be is said at the start, if at all.
        StepReading? step = store.ReadSteps(id).Take(1).FirstOrDefault();
        foreach (StepReading reading in store.ReadSteps(id, until - EventSeconds))
        {
            step = step is null ? reading : reading.FillFrom(step);
        }

        return new TopData(run, nowUnixSeconds, totals, step, subjects, [.. store.ReadEvents(id, until - EventSeconds).TakeLast(5)]);
    }

    /// <summary>The subjects of one kind.</summary>
    public IEnumerable<TopSubject> Of(SubjectKind kind) => Subjects.Where(subject => subject.Stored.Kind == kind);
}
