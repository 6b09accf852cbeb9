using Vigil.Alerting.Watching;
using Vigil.Core.Live;
using Vigil.Core.Runs;

namespace Vigil.Alerting.Engine;

/// <summary>The records that rules look at now: those being recorded, and those that ended lately, since their events and findings still count.</summary>
/// <param name="store">The store.</param>
/// <param name="live">Tells what is being recorded.</param>
internal sealed class LiveRecords(IRunStore store, ILiveReader live)
{
    /// <summary>How long a record is looked at after its end: as long as an event counts by default.</summary>
    public const double AfterEndSeconds = 900;

    /// <summary>Machines first, then the newest: of several that show the same thing the first counts.</summary>
    public IReadOnlyList<RecordView> Read(double now, double windowSeconds) =>
    [
        .. live.ReadActiveRuns(now - AfterEndSeconds)
            .Select(id => store.FindRuns(id))
            .Where(found => found.Count == 1 && (found[0].State != RunState.Running || found[0].LastSeenAt > now - Math.Max(windowSeconds, AfterEndSeconds)))
            .Select(found => found[0])
            .OrderBy(run => run.Start.Kind == RunKind.Monitor ? 0 : 1)
            .ThenByDescending(run => run.LastSeenAt)
            .Select(run => new RecordView(store, run, now - Math.Max(windowSeconds, AfterEndSeconds), now)),
    ];
}
