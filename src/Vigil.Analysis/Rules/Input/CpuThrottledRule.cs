using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Input;

/// <summary>The control group's CPU limit holds the program back.</summary>
internal sealed class CpuThrottledRule : IRule
{
    private static readonly Threshold s_percent = new("cpu_throttled.percent", 10, 0, 100, "Enforcement periods in which the group was held back, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG010",
        Name = "cpu_throttled",
        Title = "The CPU limit holds the program back",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_percent],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var machine = MachineLoad.Of(evidence);
        if (evidence.Cgroup is not { } group || double.IsNaN(machine.CpuLimit))
        {
            return RuleVerdict.NotApplicable("No CPU limit holds.");
        }

        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        if (DataNeeds.Lacking(span, span.Timeline.Rates(group, CgroupMetrics.CpuPeriods), "CPU enforcement") is { } lacking)
        {
            return lacking;
        }

        double periods = span.Total(span.Timeline.Rates(group, CgroupMetrics.CpuPeriods));
        double held = span.Total(span.Timeline.Rates(group, CgroupMetrics.CpuThrottledPeriods));
        double percent = periods > 0 ? 100 * held / periods : 0;
        double threshold = options[s_percent];
        if (!(percent > threshold))
        {
            return RuleVerdict.Quiet;
        }

        double used = span.Mean(machine.CpuPercent);
        EvidenceItem item = WindowEvidence.Samples(
            span,
            span.Timeline.Rates(group, CgroupMetrics.CpuThrottledPeriods),
            CgroupMetrics.CpuThrottledPeriods,
            $"The group was held back in {held:0} of {periods:0} periods ({percent:0} %); its limit is {machine.CpuLimit:0.##} CPUs.",
            percent,
            threshold,
            "%");
        return Description.Fired(
            Severity.Warning,
            $"Held back by a limit of {machine.CpuLimit:0.##} CPUs",
            $"{item.Text} It used {used:0} % of the limit on average. Until the next period begins nothing of it runs, the thread that feeds the accelerator included.",
            Sureness.Beyond(item.Count ?? 0, percent, threshold),
            [item],
            new Remedy
            {
                Title = "Raise the CPU limit",
                Action = $"Give the container or job more than {machine.CpuLimit:0.##} CPUs (Docker --cpus, Kubernetes limits.cpu, Slurm --cpus-per-task)",
                Impact = $"The program was held back in {percent:0} % of all periods",
                Effect = Effects.UpTo(percent, "bounded by the periods in which the group was held back"),
            },
            ThreadRemedy.For(evidence, percent));
    }
}
