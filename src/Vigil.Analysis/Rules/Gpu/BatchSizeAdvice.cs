using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>
/// A larger batch, where device memory is left. The peak is taken to grow in proportion to the batch: part of it (weights,
/// optimiser) does not, so the recommended batch needs less than reckoned.
/// </summary>
internal static class BatchSizeAdvice
{
    private const double FillShare = 0.85;
    private const double MostGrowth = 4;

    /// <summary>The remedy; null when the batch size or memory is not known, or nothing is left.</summary>
    public static Remedy? For(RunEvidence evidence, TimelineSpan span)
    {
        double share = PeakShare(evidence, span);
        double? batch = evidence.Settings.Find(TrainingSetting.BatchSize)?.Number ?? evidence.Steps.LastOrDefault(static step => step.BatchSize is not null)?.BatchSize;
        if (batch is not ({ } current and >= 1) || !(share > 0))
        {
            return null;
        }

        int larger = (int)Math.Min(current * MostGrowth, Math.Floor((current * FillShare / share) + 1e-9));
        double idle = Math.Max(0, 100 - span.Mean(GpuLoad.Of(evidence).Percent));
        return larger <= current ? null : new Remedy
        {
            Title = "Use a larger batch",
            Action = $"Set batch_size: {larger} (now {current:0}), and look at the learning rate again",
            Impact = $"Memory allows it: the peak is {100 * share:0} % of the device; fewer launches and fewer waits per sample",
            Setting = TrainingSetting.BatchSize,
            Value = larger,
            Effect = new Effect
            {
                Quantity = "throughput",
                Unit = "%",
                Low = 0,
                Expected = idle / 2,
                High = idle >= 100 ? 100 * (MostGrowth - 1) : Math.Min(100 * (MostGrowth - 1), 100 * idle / (100 - idle)),
                Basis = "bounded by the measured idle time of the accelerators; how much of it a larger batch fills is assumed",
                IsMeasured = false,
            },
        };
    }

    /// <summary>The highest share, 0 to 1, of its memory that any used accelerator held; NaN when not known.</summary>
    public static double PeakShare(RunEvidence evidence, TimelineSpan span)
    {
        double highest = double.NaN;
        foreach (SubjectSeries gpu in GpuLoad.Of(evidence).Used)
        {
            double share = span.Maximum(span.On(gpu, GpuMetrics.MemoryUsed)) / span.Maximum(span.On(gpu, GpuMetrics.MemoryTotal));
            highest = share > highest || double.IsNaN(highest) ? share : highest;
        }

        return highest;
    }
}
