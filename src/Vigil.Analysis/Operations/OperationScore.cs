using Vigil.Analysis.Findings;
using Vigil.Analysis.Scoring;
using Vigil.Core.Operations;

namespace Vigil.Analysis.Operations;

/// <summary>How well operations go, 0 to 100: counted as for runs (docs/score.md), over operations instead of steps.</summary>
internal static class OperationScore
{
    public static (double? Score, IReadOnlyList<ScoreItem> Breakdown) Of(OperationTally total, IReadOnlyList<OperationBottleneck> bottlenecks, IReadOnlyList<ResourceReading> readings, OperationThresholds thresholds)
    {
        if (total.Count == 0)
        {
            return (null, []);
        }

        List<ScoreItem> items = [];
        if (total.SuccessRate < thresholds.WantedSuccess)
        {
            items.Add(new ScoreItem("success_rate", -Math.Round(PerformanceScore.MostForFailures * (thresholds.WantedSuccess - total.SuccessRate) / thresholds.WantedSuccess, 1), $"{total.Failed} of {total.Count} operations failed: {Phrase.Percent(total.SuccessRate)} succeeded, {Phrase.Percent(thresholds.WantedSuccess)} are wanted."));
        }

        double p95 = total.Quantile(0.95) / 1e9;
        if (p95 > thresholds.FineP95Seconds)
        {
            items.Add(new ScoreItem("p95_duration", -Math.Round(Math.Min(PerformanceScore.MostForSlowness, PerformanceScore.MostForSlowness * (p95 - thresholds.FineP95Seconds) / (4 * thresholds.FineP95Seconds)), 1), $"95 % of the operations take up to {Phrase.Duration(p95)}; {Phrase.Duration(thresholds.FineP95Seconds)} are fine."));
        }

        items.AddRange(bottlenecks.Select(bottleneck => new ScoreItem("bottleneck", -PerformanceScore.PerBottleneck, bottleneck.Text)));
        double[] gpu = [.. readings.Select(reading => reading.GpuPercent).OfType<double>()];
        if (gpu.Length > 0 && gpu.Average() >= PerformanceScore.WellUsedPercent)
        {
            items.Add(new ScoreItem("resource_use", PerformanceScore.MostForUse, $"GPUs were {gpu.Average():0} % busy."));
        }

        return (Math.Clamp(100 + items.Sum(item => item.Points), 0, 100), items);
    }
}
