using Vigil.Analysis.Statistics;
using Vigil.Core.Operations;

namespace Vigil.Analysis.Operations;

/// <summary>What a change did to operations: the same stretch of time before it and after it.</summary>
public sealed record OptimizationImpact
{
    /// <summary>All of them before.</summary>
    public required OperationTally Before { get; init; }

    /// <summary>All of them after.</summary>
    public required OperationTally After { get; init; }

    /// <summary>Medians of the steps, in seconds, compared; steps resemble their neighbours, which is considered.</summary>
    public required SampleComparison Median { get; init; }

    /// <summary>The same of the 95th percentiles.</summary>
    public required SampleComparison P95 { get; init; }

    /// <summary>Measures it.</summary>
    /// <param name="reader">Where operations are kept.</param>
    /// <param name="query">Which operations; its window is not looked at.</param>
    /// <param name="atUnixSeconds">When the change was made.</param>
    /// <param name="windowSeconds">How much before and after is looked at.</param>
    public static OptimizationImpact Measure(IOperationReader reader, OperationQuery query, double atUnixSeconds, double windowSeconds)
    {
        OperationQuery before = query with { FromUnixSeconds = atUnixSeconds - windowSeconds, ToUnixSeconds = Math.Floor(atUnixSeconds / 60) * 60 };
        OperationQuery after = query with { FromUnixSeconds = Math.Ceiling(atUnixSeconds / 60) * 60, ToUnixSeconds = atUnixSeconds + windowSeconds };
        TimeSpan step = OperationAnalyzer.StepFor(windowSeconds, 400);
        IReadOnlyList<OperationStep> first = reader.ReadTimeline(before, step);
        IReadOnlyList<OperationStep> second = reader.ReadTimeline(after, step);
        return new OptimizationImpact
        {
            Before = reader.ReadTotal(before),
            After = reader.ReadTotal(after),
            Median = TwoSamples.Compare(Seconds(first, 0.5), Seconds(second, 0.5)),
            P95 = TwoSamples.Compare(Seconds(first, 0.95), Seconds(second, 0.95)),
        };
    }

    private static double[] Seconds(IReadOnlyList<OperationStep> steps, double share) => [.. steps.Select(step => step.Tally.Quantile(share) / 1e9)];
}
