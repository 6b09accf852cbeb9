using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>Accelerators are at work, and idle for much of the time.</summary>
internal sealed class LowUtilizationRule : IRule
{
    private static readonly Threshold s_mean = new("gpu_low_utilization.percent", 50, 0, 100, "Mean utilisation during the training, percent.");
    private static readonly Threshold s_p95 = new("gpu_low_utilization.p95_percent", 70, 0, 100, "Utilisation that is exceeded for 5 % of the training, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG020",
        Name = "gpu_low_utilization",
        Title = "GPU utilisation is low",
        Category = RuleCategory.Gpu,
        Severity = Severity.Warning,
        Thresholds = [s_mean, s_p95],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        if (PerGpu.LackingUtilization(evidence, span) is { } lacking)
        {
            return lacking;
        }

        double[] percent = GpuLoad.Of(evidence).Percent;
        double mean = span.Mean(percent);
        double p95 = Quantiles.Of(percent.AsSpan(span.First, span.Count), 0.95);
        bool isLow = mean < options[s_mean];
        if (!isLow && !(p95 < options[s_p95]))
        {
            return RuleVerdict.Quiet;
        }

        EvidenceItem item = isLow
            ? WindowEvidence.Samples(span, percent, GpuMetrics.Utilization, $"Accelerators were busy for {mean:0} % of the training on average.", mean, options[s_mean], "%")
            : WindowEvidence.Samples(span, percent, GpuMetrics.Utilization, $"Accelerators were below {p95:0} % for 95 % of the training.", p95, options[s_p95], "%");
        TimeShare? reason = StepTimeBreakdown.Of(evidence).Shares.FirstOrDefault(static share => share.Cause is not (TimeCause.GpuBusy or TimeCause.Unknown or TimeCause.FirstSteps or TimeCause.AfterLastStep));
        return Description.Fired(
            Severity.Warning,
            $"GPU busy for {mean:0} % of the time",
            $"{item.Text} {(reason is null ? "The evidence does not tell what they wait for." : $"The largest part of the rest, {reason.Percent:0} % of the window, goes into {NameOf(reason.Cause)}.")} Utilisation counts time with any kernel running, so the hardware may do even less.",
            Sureness.Beyond(item.Count ?? 0, item.Value ?? 0, item.Threshold ?? 0),
            [item],
            BatchSizeAdvice.For(evidence, span));
    }

    private static string NameOf(TimeCause cause) => cause switch
    {
        TimeCause.WaitingForData => "waiting for data",
        TimeCause.Preprocessing => "waiting for busy loaders",
        TimeCause.Disk => "waiting for a disk",
        TimeCause.NetworkStorage => "waiting for network storage",
        TimeCause.Straggler => "waiting for a slow worker",
        TimeCause.Swapping => "waiting for memory",
        TimeCause.LaunchOverhead => "launching kernels and running Python",
        TimeCause.ThrottledByHeatOrPower => "lower clocks",
        TimeCause.ThrottledByCgroup => "the CPU limit",
        _ => "checkpoints and samples",
    };
}
