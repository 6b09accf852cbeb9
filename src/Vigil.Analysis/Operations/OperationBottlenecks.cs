using Vigil.Analysis.Findings;
using Vigil.Core.Operations;

namespace Vigil.Analysis.Operations;

/// <summary>What holds operations up.</summary>
internal static class OperationBottlenecks
{
    private const double Degradation = 0.2;
    private const int MostNamed = 5;

    public static IReadOnlyList<OperationBottleneck> Find(IReadOnlyList<OperationGroup> groups, OperationTally total, IReadOnlyList<OperationChange> changes, IReadOnlyList<ResourceReading> readings, OperationThresholds thresholds)
    {
        var found = new List<OperationBottleneck>();
        AddFailures(groups, total, thresholds, found);
        AddSlow(groups, total, thresholds, found);
        AddMachine(readings, thresholds, found);
        foreach (OperationChange change in changes.Where(change => change.Change.RelativeChange >= Degradation).Take(MostNamed))
        {
            found.Add(new OperationBottleneck("degradation", $"{Name(change.Key)} takes {Phrase.Percent(change.Change.RelativeChange)} longer than before: {Phrase.Duration(change.Change.Before)}, then {Phrase.Duration(change.Change.After)} (medians).", change.Key));
        }

        return found;
    }

    private static void AddFailures(IReadOnlyList<OperationGroup> groups, OperationTally total, OperationThresholds thresholds, List<OperationBottleneck> found)
    {
        if (total.Count == 0 || !(1 - total.SuccessRate > thresholds.FailureShare))
        {
            return;
        }

        OperationGroup worst = groups.MaxBy(group => group.Tally.Failed)!;
        found.Add(new OperationBottleneck("failures", $"{Phrase.Percent(1 - total.SuccessRate)} of {total.Count} operations failed, {Phrase.Percent(thresholds.FailureShare)} are the limit; {worst.Tally.Failed} of them {Name(worst.Key)}.", worst.Key));
    }

    private static void AddSlow(IReadOnlyList<OperationGroup> groups, OperationTally total, OperationThresholds thresholds, List<OperationBottleneck> found)
    {
        long limit = (long)(thresholds.SlowSeconds * 1e9);
        long slow = total.Durations.CountAbove(limit);
        if (slow > total.Count * thresholds.SlowShare)
        {
            OperationGroup worst = groups.MaxBy(group => group.Tally.Durations.CountAbove(limit))!;
            found.Add(new OperationBottleneck("slow_operations", $"{slow} of {total.Count} operations take longer than {Phrase.Duration(thresholds.SlowSeconds)}, most of them {Name(worst.Key)}.", worst.Key));
        }
    }

    private static void AddMachine(IReadOnlyList<ResourceReading> readings, OperationThresholds thresholds, List<OperationBottleneck> found)
    {
        double busy = Share(readings, reading => reading.CpuPercent, value => value > thresholds.HighCpuPercent);
        if (busy > thresholds.HighCpuShare)
        {
            found.Add(new OperationBottleneck("high_cpu", $"The processors were more than {thresholds.HighCpuPercent:0} % busy in {Phrase.Percent(busy)} of the samples."));
        }

        double full = Share(readings, reading => reading.MemoryPercent, value => value > thresholds.HighMemoryPercent);
        if (full > thresholds.HighCpuShare)
        {
            found.Add(new OperationBottleneck("high_memory", $"More than {thresholds.HighMemoryPercent:0} % of memory was in use in {Phrase.Percent(full)} of the samples."));
        }

        double disk = readings.Select(reading => reading.DiskFreeGibibytes).LastOrDefault(free => free is not null) ?? double.NaN;
        if (disk < thresholds.LowDiskGibibytes)
        {
            found.Add(new OperationBottleneck("low_disk", $"{Phrase.Number(disk)} GiB of disk space are left, {Phrase.Number(thresholds.LowDiskGibibytes)} GiB are the limit."));
        }
    }

    private static double Share(IReadOnlyList<ResourceReading> readings, Func<ResourceReading, double?> value, Func<double, bool> high)
    {
        double[] known = [.. readings.Select(value).OfType<double>()];
        return known.Length == 0 ? 0 : known.Count(high) / (double)known.Length;
    }

    private static string Name(OperationKey key) => $"{key.Type.Word} '{key.Name}'";
}
