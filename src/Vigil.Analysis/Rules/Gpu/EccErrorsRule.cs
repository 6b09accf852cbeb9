using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>Memory of an accelerator had errors during the run.</summary>
internal sealed class EccErrorsRule : IRule
{
    private static readonly Threshold s_uncorrected = new("gpu_ecc_errors.uncorrected", 0, 0, 1_000_000, "Uncorrected errors during the window that are let pass.");
    private static readonly Threshold s_corrected = new("gpu_ecc_errors.corrected", 10, 0, 1_000_000_000, "Corrected errors during the window that are let pass.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG031",
        Name = "gpu_ecc_errors",
        Title = "GPU memory has errors",
        Category = RuleCategory.Gpu,
        Severity = Severity.Critical,
        Thresholds = [s_uncorrected, s_corrected],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        Timeline timeline = Timeline.Of(evidence);
        var all = new TimelineSpan(timeline, 0, timeline.Count);
        SubjectSeries[] gpus = [.. GpuLoad.Of(evidence).All.Where(gpu => Knows(gpu, GpuMetrics.EccUncorrected) || Knows(gpu, GpuMetrics.EccCorrected))];
        if (gpus.Length == 0)
        {
            return RuleVerdict.NotApplicable("No accelerator counts memory errors.");
        }

        Finding[] findings = [.. gpus.Select(gpu => Judge(gpu, all, options)).OfType<Finding>()];
        return findings.Length > 0 ? RuleVerdict.Fired(findings)
            : timeline.Count < 2 ? RuleVerdict.InsufficientData($"{timeline.Count} samples; 2 are wanted.")
            : RuleVerdict.Quiet;
    }

    private Finding? Judge(SubjectSeries gpu, TimelineSpan span, RuleOptions options)
    {
        double uncorrected = Growth(gpu, GpuMetrics.EccUncorrected);
        double corrected = Growth(gpu, GpuMetrics.EccCorrected);
        bool isLost = uncorrected > options[s_uncorrected];
        if (!isLost && !(corrected > options[s_corrected]))
        {
            return null;
        }

        Metric metric = isLost ? GpuMetrics.EccUncorrected : GpuMetrics.EccCorrected;
        EvidenceItem item = WindowEvidence.Samples(
            span,
            span.On(gpu, metric),
            metric,
            $"{GpuLoad.NameOf(gpu)}: {(isLost ? uncorrected : corrected):0} {(isLost ? "uncorrected" : "corrected")} memory errors since the window began.",
            isLost ? uncorrected : corrected,
            isLost ? options[s_uncorrected] : options[s_corrected],
            "1");
        return Description.Finding(
            isLost ? Severity.Critical : Severity.Info,
            isLost ? "GPU memory lost data" : "GPU memory corrected errors",
            $"{item.Text} {(isLost ? "What was computed since may be wrong, and the driver ends programs for it." : "Nothing is lost yet; growing numbers announce a card that fails.")}",
            0.95,
            [item],
            new Remedy { Title = "Check the card", Action = isLost ? "Go back to a checkpoint from before; reset the card, watch its retired pages (nvidia-smi -q -d ECC,PAGE_RETIREMENT), and have it replaced when errors return" : "Watch the counters (nvidia-smi -q -d ECC)", Impact = "Results can be trusted" });
    }

    private static bool Knows(SubjectSeries gpu, Metric metric) => Array.Exists(gpu.Values(metric), static value => !double.IsNaN(value));

    private static double Growth(SubjectSeries gpu, Metric counter)
    {
        double[] values = gpu.Values(counter);
        double growth = 0;
        for (int i = 1; i < values.Length; i++)
        {
            growth += values[i] > values[i - 1] ? values[i] - values[i - 1] : 0;
        }

        return growth;
    }
}
