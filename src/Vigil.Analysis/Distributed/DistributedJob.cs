using Vigil.Core.Runs;
using Vigil.Core.Training;

namespace Vigil.Analysis.Distributed;

/// <summary>The runs that were the ranks of one job, seen together.</summary>
/// <param name="Identity">The job, as the run that was asked for knows it.</param>
/// <param name="Members">Those that were recorded, by rank.</param>
public sealed record DistributedJob(RankIdentity Identity, IReadOnlyList<JobMember> Members)
{
    // Ports and names of jobs are used again: ranks of one start come within this of each other.
    private const double StartsWithinSeconds = 600;
    private const int FewestSteps = 3;

    // Below this ranks are called even: neighbours of any job differ by some per cent.
    private const double UnevenRatio = 1.2;

    /// <summary>Slowest median step time as a multiple of the fastest; null with fewer than two ranks that report steps.</summary>
    public double? Skew => Timed is [var fastest, .., var slowest] && fastest.StepSeconds > 0 ? slowest.StepSeconds / fastest.StepSeconds : null;

    /// <summary>The rank that is slower than the rest; null when they are even.</summary>
    public JobMember? Straggler => Skew >= UnevenRatio ? Timed[^1] : null;

    /// <summary>Steps between the rank that came furthest and the one that came least far; null with fewer than two that report steps.</summary>
    public long? StepsApart => Members.Where(member => member.LastStep is not null).Select(member => member.LastStep!.Value).ToArray() is { Length: > 1 } steps ? steps.Max() - steps.Min() : null;

    /// <summary>The rank that failed before all others, whose failures follow from it more often than not; null when none failed.</summary>
    public JobMember? FirstFailed => Members.Where(member => member.HasFailed).MinBy(member => member.Run.Outcome!.EndedAt);

    private JobMember[] Timed => [.. Members.Where(member => member.StepSeconds is not null).OrderBy(member => member.StepSeconds)];

    /// <summary>Finds the job of a run; null when it was no part of one.</summary>
    /// <param name="store">Where the runs are.</param>
    /// <param name="run">One of its ranks.</param>
    public static DistributedJob? Of(IRunReader store, RunRecord run)
    {
        if (RankIdentity.Of(run.Start) is not { } identity)
        {
            return null;
        }

        IEnumerable<JobMember> members = store.ListRuns()
            .Where(other => Math.Abs(other.Start.StartedAt - run.Start.StartedAt) <= StartsWithinSeconds)
            .Select(other => (Run: other, Identity: RankIdentity.Of(other.Start)))
            .Where(other => other.Identity is { } known && known with { Rank = identity.Rank } == identity)

            // Of a rank that was started again, the attempt that is closest to this run.
            .GroupBy(other => other.Identity!.Rank)
            .Select(group => (Rank: group.Key, group.MinBy(other => Math.Abs(other.Run.Start.StartedAt - run.Start.StartedAt)).Run))
            .OrderBy(member => member.Rank)
            .Select(member => Read(store, member.Rank, member.Run));
        return new DistributedJob(identity, [.. members]);
    }

    private static JobMember Read(IRunReader store, int rank, RunRecord run)
    {
        StepReading[] steps = [.. store.ReadSteps(run.Start.Id)];
        double[] durations = [.. steps.Zip(steps.Skip(1)).Where(pair => pair.Second.Step > pair.First.Step).Select(pair => (pair.Second.UnixSeconds - pair.First.UnixSeconds) / (pair.Second.Step - pair.First.Step)).Order()];
        return new JobMember(rank, run, steps.Length == 0 ? null : steps[^1].Step, durations.Length < FewestSteps - 1 ? null : durations[durations.Length / 2]);
    }
}
