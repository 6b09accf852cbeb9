using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>
/// An accelerator is busy at a clock far below what it, or another of its model, reaches, and nothing that the driver tells
/// holds it down: clocks were locked or set low.
/// </summary>
internal sealed class LowClocksRule : IRule
{
    private const double BusyPercent = 50;
    private static readonly Threshold s_percent = new("gpu_clocks_low.percent", 70, 0, 100, "Median clock while busy below which it is low, percent of the highest clock that it or another GPU of its model reached.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG034",
        Name = "gpu_clocks_low",
        Title = "GPU clocks are low without a reason",
        Category = RuleCategory.Gpu,
        Severity = Severity.Warning,
        Thresholds = [s_percent],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options) => PerGpu.Judge(evidence, GpuMetrics.SmClock, "clock", (gpu, span) =>
    {
        double[] clocks = span.On(gpu, GpuMetrics.SmClock);
        double[] busy = span.On(gpu, GpuMetrics.Utilization);
        double[] whileBusy = span.Timeline.NotKnown();
        for (int i = span.First; i < span.End; i++)
        {
            whileBusy[i] = busy[i] >= BusyPercent ? clocks[i] : double.NaN;
        }

        int count = span.Known(whileBusy);
        double highest = GpuLoad.Of(evidence).All.Where(other => other.Attribute(SubjectAttributes.Model) == gpu.Attribute(SubjectAttributes.Model))
            .Max(other => span.Maximum(span.On(other, GpuMetrics.SmClock)));
        double median = Quantiles.Median(whileBusy.AsSpan(span.First, span.Count));
        double percent = 100 * median / highest;
        double threshold = options[s_percent];
        bool isExplained = span.ReasonPercent(gpu, ThrottleReasons.Slowing) > 5;
        if (!(percent < threshold) || isExplained || count < 10)
        {
            return null;
        }

        EvidenceItem item = WindowEvidence.Samples(
            span, whileBusy, GpuMetrics.SmClock, $"{GpuLoad.NameOf(gpu)} ran at {median / 1e6:0} MHz while busy; {highest / 1e6:0} MHz were reached in this run.", percent, threshold, "%");
        return Description.Finding(
            Severity.Warning,
            $"GPU runs at {percent:0} % of its clock",
            $"{item.Text} The driver gives neither heat nor power as a reason, so clocks were set or locked.",
            Sureness.Beyond(count, percent, threshold),
            [item],
            new Remedy
            {
                Title = "Release the clocks",
                Action = "Reset locked and application clocks (nvidia-smi -rgc, nvidia-smi -rac), and ask whoever set them",
                Impact = $"Clocks up to {100 - percent:0} % of the maximum higher",
                Effect = Effects.UpTo(100 - percent, "bounded by the measured distance to the highest clock"),
            });
    });
}
