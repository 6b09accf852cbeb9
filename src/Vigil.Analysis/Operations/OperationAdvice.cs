using Vigil.Analysis.Findings;
using Vigil.Core.Operations;

namespace Vigil.Analysis.Operations;

/// <summary>What to do about bottlenecks.</summary>
internal static class OperationAdvice
{
    public static IReadOnlyList<string> Of(IReadOnlyList<OperationGroup> groups, IReadOnlyList<OperationBottleneck> bottlenecks, OperationThresholds thresholds)
    {
        var advice = new List<string>();
        double download = MeanSeconds(groups, OperationType.Download);
        if (download > thresholds.DownloadSeconds)
        {
            advice.Add($"Downloads take {Phrase.Duration(download)} on average: fetch several files, or several parts of one, at a time.");
            advice.Add("Keep finished downloads in a cache near the machine, and resume those that break off.");
        }

        OperationTally? downloads = Tally(groups, OperationType.Download);
        if (downloads is { Count: > 0 } && downloads.Retries > downloads.Count)
        {
            advice.Add($"Downloads are tried {Phrase.Number(1 + ((double)downloads.Retries / downloads.Count))} times on average: wait longer after each failure, and try another mirror.");
        }

        double check = MeanSeconds(groups, OperationType.HealthCheck);
        if (check > thresholds.HealthCheckSeconds)
        {
            advice.Add($"Health checks take {Phrase.Duration(check)} on average: keep checksums of files that did not change, and check the rest less often.");
        }

        double fallback = 1 - (Tally(groups, OperationType.FallbackStrategy)?.SuccessRate ?? double.NaN);
        if (fallback > thresholds.FailureShare)
        {
            advice.Add($"{Phrase.Percent(fallback)} of the searches for an alternative find none: widen what counts as one, and keep what fitted before.");
        }

        advice.AddRange(bottlenecks.Select(bottleneck => bottleneck.Kind switch
        {
            "failures" => $"Look at what fails first: vigil perf --failed{Type(bottleneck)}.",
            "slow_operations" => $"Look at the slowest: vigil perf --slow{Type(bottleneck)}; run what waits for something else beside the rest.",
            "high_cpu" => "Run fewer operations at once, or give them more processors.",
            "high_memory" => "Unload models that are not in use, or run fewer operations at once.",
            "low_disk" => "Free disk space: old checkpoints, and downloads that are kept twice.",
            _ => $"Find out what changed then: vigil perf --slow{Type(bottleneck)} shows single operations.",
        }));
        return [.. advice.Distinct()];
    }

    private static string Type(OperationBottleneck bottleneck) => bottleneck.Key is { } key ? $" --type {key.Type.Word}" : "";

    private static double MeanSeconds(IReadOnlyList<OperationGroup> groups, OperationType type) => (Tally(groups, type)?.MeanNanoseconds ?? double.NaN) / 1e9;

    private static OperationTally? Tally(IReadOnlyList<OperationGroup> groups, OperationType type)
    {
        OperationTally? tally = null;
        foreach (OperationGroup group in groups.Where(group => group.Key.Type == type))
        {
            tally ??= new OperationTally();
            tally.Merge(group.Tally);
        }

        return tally;
    }
}
