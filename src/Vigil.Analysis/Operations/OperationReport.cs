using Vigil.Analysis.Scoring;
using Vigil.Analysis.Statistics;
using Vigil.Core.Operations;

namespace Vigil.Analysis.Operations;

/// <summary>What the operations of a window say.</summary>
public sealed record OperationReport
{
    /// <summary>First instant, Unix seconds.</summary>
    public required double FromUnixSeconds { get; init; }

    /// <summary>Last instant, Unix seconds.</summary>
    public required double ToUnixSeconds { get; init; }

    /// <summary>All operations together.</summary>
    public required OperationTally Total { get; init; }

    /// <summary>By type and name, the most frequent first.</summary>
    public required IReadOnlyList<OperationGroup> Groups { get; init; }

    /// <summary>What holds things up, the most serious first.</summary>
    public required IReadOnlyList<OperationBottleneck> Bottlenecks { get; init; }

    /// <summary>What to do about it.</summary>
    public required IReadOnlyList<string> Recommendations { get; init; }

    /// <summary>0 to 100; null without operations.</summary>
    public double? Score { get; init; }

    /// <summary>Every part that moved the score from 100.</summary>
    public required IReadOnlyList<ScoreItem> ScoreBreakdown { get; init; }

    /// <summary>Where durations changed for good, the greatest slowing first.</summary>
    public required IReadOnlyList<OperationChange> Changes { get; init; }

    /// <summary>Where things go.</summary>
    public required OperationCapacity Capacity { get; init; }

    /// <summary>By type alone.</summary>
    public IReadOnlyDictionary<OperationType, OperationTally> ByType => Groups.GroupBy(group => group.Key.Type).ToDictionary(type => type.Key, type =>
    {
        var tally = new OperationTally();
        foreach (OperationGroup group in type)
        {
            tally.Merge(group.Tally);
        }

        return tally;
    });
}

/// <summary>Something that holds operations up.</summary>
/// <param name="Kind">A stable word: <c>slow_operations</c>, <c>failures</c>, <c>high_cpu</c>, <c>high_memory</c>, <c>low_disk</c>, <c>degradation</c>.</param>
/// <param name="Text">One sentence with figures.</param>
/// <param name="Key">The operations it is about; null for the machine, or for all of them.</param>
public sealed record OperationBottleneck(string Kind, string Text, OperationKey? Key = null);

/// <summary>A lasting change of how long operations of a key take.</summary>
/// <param name="Key">Type and name.</param>
/// <param name="Change">When and how much: medians, in seconds.</param>
public sealed record OperationChange(OperationKey Key, ChangePoint Change);

/// <summary>Where load and use go.</summary>
public sealed record OperationCapacity
{
    /// <summary>Operations per second over the window; NaN without any.</summary>
    public required double RatePerSecond { get; init; }

    /// <summary>Most operations per second in one step of the window.</summary>
    public required double PeakRatePerSecond { get; init; }

    /// <summary>Operations under way at once, on average (Little: rate times duration).</summary>
    public required double MeanInFlight { get; init; }

    /// <summary>How the rate moves.</summary>
    public required Trend Rate { get; init; }

    /// <summary>How the 95th percentile of durations moves, in seconds.</summary>
    public required Trend P95 { get; init; }

    /// <summary>How processors, memory and accelerators move, by name: <c>cpu</c>, <c>memory</c>, <c>gpu</c>.</summary>
    public required IReadOnlyDictionary<string, Trend> Resources { get; init; }

    /// <summary>When processors (80 %) and memory (85 %) run out if things go on as they do, by name; the limits are the thresholds'.</summary>
    public required IReadOnlyDictionary<string, LimitForecast> Exhaustion { get; init; }

    /// <summary>
    /// Operations per second at which the processors would reach their threshold if their use grows with the rate; null where they are
    /// not read, idle, or the operations do not run on the machine that is.
    /// </summary>
    public double? SustainableRatePerSecond { get; init; }
}
