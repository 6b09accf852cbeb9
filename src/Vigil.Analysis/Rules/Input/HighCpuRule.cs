using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Input;

/// <summary>Processors are busy for much of the time, and not with the training itself.</summary>
internal sealed class HighCpuRule : IRule
{
    private static readonly Threshold s_cpu = new("high_cpu.percent", 80, 0, 100, "CPU use that counts as high, percent of what the program may use.");
    private static readonly Threshold s_samples = new("high_cpu.samples_percent", 20, 0, 100, "Share of the training that it must be high for, percent.");
    private static readonly Threshold s_others = new("high_cpu.others_percent", 50, 0, 100, "Share of the CPU use by other programs from which a training without accelerators is concerned, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG003",
        Name = "high_cpu",
        Title = "CPU use is high",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_cpu, s_samples, s_others],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        var machine = MachineLoad.Of(evidence);
        if (DataNeeds.Lacking(span, machine.CpuPercent, "CPU use") is { } lacking)
        {
            return lacking;
        }

        double percent = 100 * span.Share(machine.CpuPercent, cpu => cpu > options[s_cpu]);
        double threshold = options[s_samples];
        if (!(percent > threshold))
        {
            return RuleVerdict.Quiet;
        }

        bool hasGpu = GpuLoad.Of(evidence) is { IsKnown: true, IsIdle: false };
        double others = OthersPercent(evidence, span);
        if (!hasGpu && !(others > options[s_others]))
        {
            return RuleVerdict.NotApplicable("The training itself computes on the CPU: high use is what it is for.");
        }

        EvidenceItem item = WindowEvidence.Samples(
            span, machine.CpuPercent, SystemMetrics.CpuUser, $"CPU use was above {options[s_cpu]:0} % for {percent:0} % of the training, {span.Mean(machine.CpuPercent):0} % on average.", percent, threshold, "%");
        bool isOthers = others > options[s_others];
        return Description.Fired(
            isOthers ? Severity.Warning : Severity.Info,
            isOthers ? "Other programs use the CPU" : "CPU use is high",
            isOthers
                ? $"{item.Text} {others:0} % of that was used by programs outside of this run, which has to share the processors with them."
                : $"{item.Text} Loading and launching have little room left: bursts will show as idle accelerators.",
            Sureness.Beyond(item.Count ?? 0, percent, threshold),
            [item],
            isOthers
                ? new Remedy { Title = "Free the processors", Action = "End or move the other programs, or reserve cores for the training", Impact = $"Up to {others:0} % of the CPU time in use becomes free" }
                : new Remedy { Title = "Lower the CPU's work per batch", Action = "Use fewer or cheaper augmentations, or store data prepared", Impact = "Leaves room for bursts" });
    }

    /// <summary>Share of the machine's CPU use that no process of the run accounts for, percent; NaN when not known, or when a control group is counted alone.</summary>
    private static double OthersPercent(RunEvidence evidence, TimelineSpan span)
    {
        var machine = MachineLoad.Of(evidence);
        var program = ProgramLoad.Of(evidence);
        if (!double.IsNaN(machine.CpuLimit) || program.Mains.Count == 0)
        {
            return double.NaN;
        }

        double used = span.Mean(machine.CpuPercent) / 100 * machine.MachineCores;
        double own = span.Mean(Timeline.Of(evidence).Sum(evidence.Of(SubjectKind.Process), ProgramLoad.CpuOf));
        return used > 0 && !double.IsNaN(own) ? 100 * Math.Max(0, used - own) / used : double.NaN;
    }
}
