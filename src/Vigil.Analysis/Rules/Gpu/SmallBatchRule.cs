using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>Processors, accelerators and device memory all have room: the batch could be larger.</summary>
internal sealed class SmallBatchRule : IRule
{
    private static readonly Threshold s_percent = new("small_batch.p95_percent", 70, 0, 100, "95th percentile of CPU use, utilisation and use of device memory below which all have room, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG025",
        Name = "small_batch",
        Title = "Everything has room: the batch is small",
        Category = RuleCategory.Gpu,
        Severity = Severity.Info,
        Thresholds = [s_percent],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        double[] cpu = MachineLoad.Of(evidence).CpuPercent;
        if ((PerGpu.LackingUtilization(evidence, span) ?? DataNeeds.Lacking(span, cpu, "CPU use")) is { } lacking)
        {
            return lacking;
        }

        double memory = 100 * BatchSizeAdvice.PeakShare(evidence, span);
        if (double.IsNaN(memory))
        {
            return RuleVerdict.NotApplicable("The accelerators do not tell their memory.");
        }

        double[] gpu = GpuLoad.Of(evidence).Percent;
        double cpuP95 = Quantiles.Of(cpu.AsSpan(span.First, span.Count), 0.95);
        double gpuP95 = Quantiles.Of(gpu.AsSpan(span.First, span.Count), 0.95);
        double threshold = options[s_percent];
        double highest = Math.Max(memory, Math.Max(cpuP95, gpuP95));
        if (!(highest < threshold))
        {
            return RuleVerdict.Quiet;
        }

        EvidenceItem item = WindowEvidence.Samples(
            span, gpu, GpuMetrics.Utilization, $"CPU use was below {cpuP95:0} % and utilisation below {gpuP95:0} % for 95 % of the training; device memory never above {memory:0} %.", highest, threshold, "%");
        return Description.Fired(
            Severity.Info,
            "Everything has room: the batch is small",
            $"{item.Text} A larger batch gives each launch more to do.",
            Sureness.Beyond(item.Count ?? 0, highest, threshold),
            [item],
            BatchSizeAdvice.For(evidence, span));
    }
}
