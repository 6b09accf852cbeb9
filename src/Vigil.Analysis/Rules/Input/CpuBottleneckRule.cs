using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Input;

/// <summary>Accelerators idle because all processors are busy.</summary>
internal sealed class CpuBottleneckRule : IRule
{
    private static readonly Threshold s_cpu = new("cpu_bottleneck.cpu_percent", 90, 0, 100, "CPU use above which the processors count as busy, percent of what the program may use.");
    private static readonly Threshold s_gpu = new("cpu_bottleneck.gpu_percent", 10, 0, 100, "Utilisation below which accelerators count as idle, percent.");
    private static readonly Threshold s_time = new("cpu_bottleneck.time_percent", 50, 0, 100, "Share of the training that both must hold for, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG002",
        Name = "cpu_bottleneck",
        Title = "Accelerators idle while the CPU is busy",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_cpu, s_gpu, s_time],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var gpu = GpuLoad.Of(evidence);
        if (!gpu.IsKnown || gpu.IsIdle)
        {
            return RuleVerdict.NotApplicable("No accelerator is at work in this run.");
        }

        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        double[] cpu = MachineLoad.Of(evidence).CpuPercent;
        if ((DataNeeds.Lacking(span, cpu, "CPU use") ?? DataNeeds.Lacking(span, gpu.Percent, "GPU utilisation")) is { } lacking)
        {
            return lacking;
        }

        double percent = 100 * span.Share(cpu, gpu.Percent, (busy, idle) => busy > options[s_cpu] && idle < options[s_gpu]);
        double threshold = options[s_time];
        if (!(percent > threshold))
        {
            return RuleVerdict.Quiet;
        }

        EvidenceItem item = WindowEvidence.Samples(
            span,
            cpu,
            SystemMetrics.CpuUser,
            $"For {percent:0} % of the training CPU use was above {options[s_cpu]:0} % while the accelerators were below {options[s_gpu]:0} %.",
            percent,
            threshold,
            "%");
        return Description.Fired(
            Severity.Warning,
            "The CPU keeps the accelerators waiting",
            $"{item.Text} The mean CPU use was {span.Mean(cpu):0} %, that of the accelerators {span.Mean(gpu.Percent):0} %. More workers do not help when no core is free: the work per batch has to shrink.",
            Sureness.Beyond(item.Count ?? 0, percent, threshold),
            [item],
            new Remedy
            {
                Title = "Prepare data beforehand",
                Action = "Decode, resize and tokenise once and store the result, or move augmentation to the accelerator",
                Impact = $"Accelerators idle for {100 - span.Mean(gpu.Percent):0} % of the time now",
                Effect = Effects.UpTo(100 - span.Mean(gpu.Percent), "bounded by the measured idle time of the accelerators"),
            });
    }
}
