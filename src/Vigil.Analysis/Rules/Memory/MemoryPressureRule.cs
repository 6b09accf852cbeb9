using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Analysis.Statistics;
using Vigil.Configuration.Dialects;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>Memory of the machine, or of the control group where that has the lower limit, is nearly used up.</summary>
internal sealed class MemoryPressureRule : IRule
{
    private static readonly Threshold s_warning = new("memory_pressure.warning_percent", 85, 1, 100, "Per cent of memory in use from which on it is a warning");
    private static readonly Threshold s_high = new("memory_pressure.high_percent", 90, 1, 100, "Per cent of memory in use from which on it is critical when it still rises, and the strong remedies are named");
    private static readonly Threshold s_critical = new("memory_pressure.critical_percent", 95, 1, 100, "Per cent of memory in use from which on it is critical");

    /// <summary>What is enough where little is missing.</summary>
    private static readonly TrainingSetting[] s_mild = [TrainingSetting.GradientCheckpointing, TrainingSetting.Resolution, TrainingSetting.SequenceLength];

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG040",
        Name = "memory_pressure",
        Title = "Memory is nearly used up",
        Category = RuleCategory.Memory,
        Severity = Severity.Critical,
        Thresholds = [s_warning, s_high, s_critical],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (MemoryUse.Of(evidence) is not { } use)
        {
            return RuleVerdict.NotApplicable("Memory of the machine was not recorded.");
        }

        double share = use.Peak / use.Total;
        if (share * 100 <= options[s_warning])
        {
            return RuleVerdict.Quiet;
        }

        double at = use.Series.Times[use.PeakAt];
        double main = MemoryUse.ProcessesAt(evidence, ProcessRoles.Main, at).Sum();
        double[] workers = MemoryUse.ProcessesAt(evidence, ProcessRoles.Worker, at);
        double own = main + workers.Sum() + MemoryUse.ProcessesAt(evidence, ProcessRoles.Other, at).Sum();
        bool known = own > 0;

        // When others hold it, no setting of this run gives it back.
        bool others = known && own < 0.25 * use.Peak && use.Owner == "machine";
        bool rising = share * 100 > options[s_high] && TrendTest.Of(use.Series.Times, use.Used).Direction == TrendDirection.Increasing;
        bool critical = share * 100 > options[s_critical] || rising;
        string holders = !known ? "" : others
            ? $" The program itself held {Phrase.Bytes(own)}: other programs of the machine hold the rest."
            : $" The main process held {Phrase.Bytes(main)}{(workers.Length > 0 ? $", {workers.Length} workers {Phrase.Bytes(workers.Sum())}" : "")}.";
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = critical ? Severity.Critical : Severity.Warning,
            Title = $"Memory at {Phrase.Percent(share)} of {Phrase.Bytes(use.Total)}",
            Explanation = $"Memory of the {use.Owner} reached {Phrase.Bytes(use.Peak)} of {Phrase.Bytes(use.Total)} ({Phrase.Percent(share)}).{holders} "
                + (critical ? "A little more and the kernel ends a process of its choice." : "It was stable; a larger batch or a longer sequence may not fit."),
            Confidence = others ? 0.6 : Sureness.Of(use.CountAbove(options[s_warning] / 100 * use.Total), 60, share * 100 / options[s_warning] * 1.5),
            Evidence =
            [
                SampleEvidence.Of(use.Series, use.PeakAt, use.PeakAt, use.Metric, $"{Phrase.Bytes(use.Peak)} of {Phrase.Bytes(use.Total)} in use at the peak.", share * 100, critical && !rising ? options[s_critical] : options[s_warning], "%"),
                SampleEvidence.Of(use.Series, 0, use.Used.Length - 1, use.Metric, $"Above {options[s_warning]} % in {use.CountAbove(options[s_warning] / 100 * use.Total)} of {use.Known} samples.", count: use.Known),
            ],
            Remedies = others
                ? [new Remedy { Title = "Make room on the machine", Action = "End or move the other programs, or run under a memory limit of its own", Impact = $"{Phrase.Bytes(use.Peak - own)} are held by others" }]
                : Remedies(evidence, share, options),
        });
    }

    private static IReadOnlyList<Remedy> Remedies(RunEvidence evidence, double share, RuleOptions options)
    {
        if (MemoryLeakRule.RemedyOf(evidence, options) is { } leak)
        {
            return [leak];
        }

        bool strong = share * 100 > options[s_high];
        Remedy? workers = MemoryRemedies.FewerWorkers(evidence);
        IEnumerable<Remedy> model = MemoryUse.HoldsModel(evidence) ? MemoryRemedies.SmallerModel(evidence, strong ? [] : s_mild) : [];
        return Remedy.Known(strong ? [workers, .. model] : [.. model, workers]);
    }
}
