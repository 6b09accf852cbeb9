using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>Accelerators are mostly busy, and now and then hardly at all.</summary>
internal sealed class FluctuatingUtilizationRule : IRule
{
    private static readonly Threshold s_high = new("gpu_fluctuating.p95_percent", 70, 0, 100, "Utilisation exceeded for 5 % of the training above which the accelerators can be busy, percent.");
    private static readonly Threshold s_low = new("gpu_fluctuating.p5_percent", 10, 0, 100, "Utilisation fallen short of for 5 % of the training below which it fluctuates, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG021",
        Name = "gpu_fluctuating",
        Title = "GPU utilisation fluctuates",
        Category = RuleCategory.Gpu,
        Severity = Severity.Info,
        Thresholds = [s_high, s_low],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        if (PerGpu.LackingUtilization(evidence, span) is { } lacking)
        {
            return lacking;
        }

        double[] percent = GpuLoad.Of(evidence).Percent;
        double[] quantiles = Quantiles.Of(percent.AsSpan(span.First, span.Count), 0.05, 0.95);
        if (!(quantiles[1] > options[s_high]) || !(quantiles[0] < options[s_low]))
        {
            return RuleVerdict.Quiet;
        }

        double pauses = StepTimeBreakdown.Of(evidence).PercentOf(TimeCause.Pauses);
        EvidenceItem item = WindowEvidence.Samples(
            span, percent, GpuMetrics.Utilization, $"Accelerators were above {quantiles[1]:0} % for 5 % of the training and below {quantiles[0]:0} % for another 5 %.", quantiles[0], options[s_low], "%");
        double idle = Math.Max(0, 100 - span.Mean(percent));
        return Description.Fired(
            Severity.Info,
            "GPU utilisation fluctuates",
            $"{item.Text} They can be busy, so what feeds them is uneven: batches that differ, epochs that end{(pauses > 1 ? $", checkpoints and samples ({pauses:0} % of the time)" : "")}.",
            Sureness.Beyond(item.Count ?? 0, quantiles[0], options[s_low]),
            [item],
            new Remedy
            {
                Title = "Even out what feeds the accelerator",
                Action = "Fetch more batches ahead, keep workers between epochs, and group samples of similar size",
                Impact = $"Accelerators idle for {idle:0} % of the time now",
                Effect = Effects.UpTo(idle, "bounded by the measured idle time of the accelerators"),
            });
    }
}
