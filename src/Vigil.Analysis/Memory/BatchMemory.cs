using Vigil.Analysis.Evidence;
using Vigil.Core.Events;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Memory;

/// <summary>
/// How memory depends on the batch size, as far as the run itself tried several. Allocators keep what they once had, so that
/// a smaller batch after a larger one shows nothing: only sizes larger than all before them count.
/// </summary>
/// <param name="FixedBytes">What does not depend on the batch size.</param>
/// <param name="BytesPerSample">What each sample of a batch adds.</param>
/// <param name="ResidualBytes">The largest distance of an observed peak from the line.</param>
/// <param name="Sizes">Number of batch sizes behind it.</param>
internal sealed record BatchMemory(double FixedBytes, double BytesPerSample, double ResidualBytes, int Sizes)
{
    /// <summary>Memory at a batch size, bytes.</summary>
    public double At(double size) => FixedBytes + (BytesPerSample * size);

    /// <summary>The line through the observed peaks; null when fewer than two sizes count, or memory did not grow with them.</summary>
    /// <param name="evidence">The run.</param>
    /// <param name="subject">Whose memory.</param>
    /// <param name="values">Its memory at each row.</param>
    public static BatchMemory? Fit(RunEvidence evidence, SubjectSeries subject, double[] values)
    {
        (double Size, double From)[] changes = [.. Changes(evidence)];
        var points = new List<(double Size, double Peak)>();
        for (int i = 0; i < changes.Length; i++)
        {
            double to = i + 1 < changes.Length ? changes[i + 1].From : double.PositiveInfinity;
            double peak = double.NaN;
            for (int row = 0; row < values.Length; row++)
            {
                if (subject.Times[row] >= changes[i].From && subject.Times[row] < to && !(values[row] <= peak) && !double.IsNaN(values[row]))
                {
                    peak = values[row];
                }
            }

            // Where an allocation failed, the memory that the size takes was never reached.
            bool failed = evidence.EventsOf(EventTypes.CudaOom).Any(item => item.UnixSeconds >= changes[i].From && item.UnixSeconds < to);
            if (!failed && !double.IsNaN(peak) && points.TrueForAll(point => point.Size < changes[i].Size))
            {
                points.Add((changes[i].Size, peak));
            }
        }

        if (points.Count < 2)
        {
            return null;
        }

        double meanSize = points.Average(point => point.Size);
        double meanPeak = points.Average(point => point.Peak);
        double slope = points.Sum(point => (point.Size - meanSize) * (point.Peak - meanPeak)) / points.Sum(point => (point.Size - meanSize) * (point.Size - meanSize));
        double offset = meanPeak - (slope * meanSize);
        return slope > 0 && offset >= 0
            ? new BatchMemory(offset, slope, points.Max(point => Math.Abs(point.Peak - offset - (slope * point.Size))), points.Count)
            : null;
    }

    /// <summary>The batch size last in force; null when nothing says.</summary>
    public static double? Current(RunEvidence evidence) => Changes(evidence).Select(change => (double?)change.Size).LastOrDefault()
        ?? evidence.Settings.Find(Configuration.Dialects.TrainingSetting.BatchSize)?.Number;

    private static IEnumerable<(double Size, double From)> Changes(RunEvidence evidence)
    {
        IEnumerable<(double Size, double At)> told = evidence.Steps.Where(step => step.BatchSize > 0).Select(step => ((double)step.BatchSize!.Value, step.UnixSeconds))
            .Concat(evidence.EventsOf(EventTypes.BatchSizeChange).Where(item => item.Integer("to") > 0).Select(item => ((double)item.Integer("to")!.Value, item.UnixSeconds)))
            .OrderBy(change => change.UnixSeconds);
        double? size = null;
        RunEvent? first = evidence.EventsOf(EventTypes.BatchSizeChange).FirstOrDefault();
        if (first?.Integer("from") is > 0 and { } before && !evidence.Steps.Any(step => step.BatchSize > 0 && step.UnixSeconds < first.UnixSeconds))
        {
            size = before;
            yield return (before, double.NegativeInfinity);
        }

        foreach ((double next, double at) in told)
        {
            if (next != size)
            {
                size = next;
                yield return (next, at);
            }
        }
    }
}
