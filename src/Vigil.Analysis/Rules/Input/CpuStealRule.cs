using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Input;

/// <summary>The hypervisor gives this machine's CPU time to others.</summary>
internal sealed class CpuStealRule : IRule
{
    private static readonly Threshold s_percent = new("cpu_steal.percent", 5, 0, 100, "Mean share of the CPU time that the hypervisor gave to others, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG011",
        Name = "cpu_steal",
        Title = "The hypervisor gives CPU time to others",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_percent],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        double[] steal = MachineLoad.Of(evidence).StealPercent;
        if (DataNeeds.Lacking(span, steal, "CPU time") is { } lacking)
        {
            return lacking;
        }

        double percent = span.Mean(steal);
        double threshold = options[s_percent];
        if (!(percent > threshold))
        {
            return RuleVerdict.Quiet;
        }

        EvidenceItem item = WindowEvidence.Samples(span, steal, SystemMetrics.CpuSteal, $"{percent:0.#} % of the CPU time went to other virtual machines, {span.Maximum(steal):0} % at worst.", percent, threshold, "%");
        return Description.Fired(
            Severity.Warning,
            $"{percent:0} % of the CPU time is taken by others",
            $"{item.Text} The host has promised more processors than it has; no setting of the training changes that.",
            Sureness.Beyond(item.Count ?? 0, percent, threshold),
            [item],
            new Remedy
            {
                Title = "Move to dedicated processors",
                Action = "Choose an instance type with dedicated CPUs, or another host",
                Impact = $"Up to {percent:0} % more CPU time",
                Effect = Effects.UpTo(percent, "bounded by the CPU time that others got"),
            });
    }
}
