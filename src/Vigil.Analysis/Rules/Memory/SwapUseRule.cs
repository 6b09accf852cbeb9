using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>Memory is read back from swap, or much was put there, while the run went on. Old, idle swap is none.</summary>
internal sealed class SwapUseRule : IRule
{
    private const double MiB = 1 << 20;

    private static readonly Threshold s_rate = new("swap_use.mib_per_second", 1, 0.01, 1e5, "Mean rate, MiB per second over a minute, at which memory is read back from swap");
    private static readonly Threshold s_growth = new("swap_use.growth_percent", 5, 0.1, 100, "Growth of swap in use during the run, per cent of memory");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG044",
        Name = "swap_use",
        Title = "Memory is swapped",
        Category = RuleCategory.Memory,
        Severity = Severity.Warning,
        Thresholds = [s_rate, s_growth],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (evidence.System is not { } system || system.Count < 2)
        {
            return RuleVerdict.NotApplicable("Swap was not recorded.");
        }

        double[] used = system.Values(SystemMetrics.SwapUsed);
        double total = MemoryUse.Last(system.Values(SystemMetrics.MemoryTotal));
        (double rate, int from, int to) = BusiestMinute(system, system.Values(SystemMetrics.SwapIn));
        int first = Array.FindIndex(used, value => !double.IsNaN(value));
        int peak = first;
        for (int i = first; i >= 0 && i < used.Length; i++)
        {
            peak = used[i] > used[peak] ? i : peak;
        }

        double growth = first < 0 ? 0 : used[peak] - used[first];
        bool reads = rate >= options[s_rate] * MiB;
        bool grows = growth > options[s_growth] / 100 * total;
        if (!reads && !grows)
        {
            return double.IsNaN(rate) && first < 0 ? RuleVerdict.NotApplicable("Swap was not recorded.") : RuleVerdict.Quiet;
        }

        double own = evidence.Of(SubjectKind.Process).Sum(process => MemoryUse.Last(process.Values(ProcessMetrics.Swapped)) is > 0 and var bytes ? bytes : 0);
        List<EvidenceItem> items = [];
        if (reads)
        {
            items.Add(SampleEvidence.Of(system, from, to, SystemMetrics.SwapIn, $"{Phrase.Bytes(rate)} per second read back from swap over {Phrase.Duration(system.Times[to] - system.Times[from])}.", rate, options[s_rate] * MiB, Units.BytesPerSecond));
        }

        if (grows)
        {
            items.Add(SampleEvidence.Of(system, first, peak, SystemMetrics.SwapUsed, $"Swap in use grew by {Phrase.Bytes(growth)} to {Phrase.Bytes(used[peak])}.", growth, options[s_growth] / 100 * total));
        }

        double at = reads ? system.Times[to] : system.Times[peak];
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = reads ? $"Memory is read back from swap, {Phrase.Bytes(rate)}/s" : $"Swap grew by {Phrase.Bytes(growth)}",
            Explanation = (reads ? $"Memory was read back from swap at {Phrase.Bytes(rate)} per second: who touches it waits for a disk, thousands of times longer than for memory." : $"During the run {Phrase.Bytes(growth)} were put into swap; whoever needs them again waits for a disk.")
                + (own > 0 ? $" {Phrase.Bytes(own)} of it belong to this program." : ""),
            Confidence = Sureness.Of(to - from + 1, 60, Math.Max(reads ? rate / (options[s_rate] * MiB) : 1, grows ? growth / (options[s_growth] / 100 * total) : 1)),
            Evidence = items,
            Remedies = Remedy.Known(
                MemoryRemedies.FewerWorkers(evidence),
                MemoryUse.HoldsModel(evidence) ? MemoryRemedies.ForModel(evidence).FirstOrDefault(remedy => remedy.Setting == WhatFits.BatchSetting(evidence)) : null,
                new Remedy { Title = "Make room", Action = "End other programs, or choose a machine with more memory", Impact = "Nothing waits for swap" }),
        });
    }

    /// <summary>The minute (or the whole, when shorter) in which a total grew fastest: rate and rows.</summary>
    internal static (double Rate, int From, int To) BusiestMinute(SubjectSeries series, double[] total)
    {
        double best = double.NaN;
        (int bestFrom, int bestTo) = (0, 0);
        double[] times = series.Times;
        int from = 0;
        for (int to = 1; to < total.Length; to++)
        {
            while (times[to] - times[from] > 60 && from < to - 1)
            {
                from++;
            }

            double seconds = times[to] - times[from];
            double rate = (total[to] - total[from]) / seconds;
            bool whole = seconds >= Math.Min(50, (times[^1] - times[0]) * 0.9);
            if (seconds > 0 && whole && rate >= 0 && !(rate <= best))
            {
                (best, bestFrom, bestTo) = (rate, from, to);
            }
        }

        return (best, bestFrom, bestTo);
    }
}
