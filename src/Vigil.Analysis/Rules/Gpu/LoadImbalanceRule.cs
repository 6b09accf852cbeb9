using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>The accelerators of a run are not equally busy: their histograms of utilisation differ.</summary>
internal sealed class LoadImbalanceRule : IRule
{
    private const int Bins = 10;
    private const double LeastDifferencePercent = 10;
    private static readonly Threshold s_distance = new("gpu_load_imbalance.distance", 0.5, 0, 1, "Distance between the histograms of utilisation of two accelerators: 0 when alike, 1 when they share nothing.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG026",
        Name = "gpu_load_imbalance",
        Title = "GPUs are not equally busy",
        Category = RuleCategory.Gpu,
        Severity = Severity.Warning,
        Thresholds = [s_distance],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var load = GpuLoad.Of(evidence);
        if (load.Used.Count < 2)
        {
            return RuleVerdict.NotApplicable("The run uses fewer than two accelerators.");
        }

        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        if (PerGpu.LackingUtilization(evidence, span) is { } lacking)
        {
            return lacking;
        }

        (SubjectSeries Gpu, double Mean, double[] Histogram)[] gpus =
        [
            .. load.Used.Select(gpu => (gpu, span.Mean(span.On(gpu, GpuMetrics.Utilization)), Histogram(span.Collect(span.On(gpu, GpuMetrics.Utilization)))))
                .Where(static entry => !double.IsNaN(entry.Item2)).OrderBy(static entry => entry.Item2),
        ];
        if (gpus.Length < 2)
        {
            return RuleVerdict.NotApplicable("Fewer than two accelerators tell their utilisation.");
        }

        double distance = gpus[0].Histogram.Zip(gpus[^1].Histogram, static (a, b) => Math.Abs(a - b)).Sum() / 2;
        double difference = gpus[^1].Mean - gpus[0].Mean;
        double threshold = options[s_distance];
        if (!(distance > threshold) || difference < LeastDifferencePercent)
        {
            return RuleVerdict.Quiet;
        }

        EvidenceItem item = WindowEvidence.Samples(
            span,
            span.On(gpus[0].Gpu, GpuMetrics.Utilization),
            GpuMetrics.Utilization,
            $"{GpuLoad.NameOf(gpus[0].Gpu)} was busy for {gpus[0].Mean:0} % of the time, {GpuLoad.NameOf(gpus[^1].Gpu)} for {gpus[^1].Mean:0} %.",
            distance,
            threshold,
            "1");
        return Description.Fired(
            Severity.Warning,
            "GPUs are not equally busy",
            $"{item.Text} Ranks that train together wait for the busiest at every step; data parallelism within one process (DataParallel) burdens the first.",
            Sureness.Beyond(item.Count ?? 0, distance, threshold),
            [item],
            new Remedy
            {
                Title = "Divide the work evenly",
                Action = "Use DistributedDataParallel with equal shards, balance the stages of a pipeline, or leave idle accelerators out",
                Impact = $"{difference:0} percentage points lie between the busiest and the idlest",
                Effect = Effects.UpTo(difference / 2, "bounded by half of the difference in utilisation"),
            });
    }

    private static double[] Histogram(double[] values)
    {
        double[] bins = new double[Bins];
        foreach (double value in values)
        {
            bins[Math.Clamp((int)(value / (100.0 / Bins)), 0, Bins - 1)] += 1.0 / values.Length;
        }

        return bins;
    }
}
