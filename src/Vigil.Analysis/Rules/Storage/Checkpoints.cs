using Vigil.Analysis.Evidence;
using Vigil.Analysis.Statistics;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Training;

namespace Vigil.Analysis.Rules.Storage;

/// <summary>What is known of the checkpoints of a run.</summary>
internal static class Checkpoints
{
    /// <summary>Lines that belong to one checkpoint come within so many seconds.</summary>
    private const double SameCheckpoint = 10;
    private const double Window = 60;

    /// <summary>When each was saved, seconds since the Unix epoch: of several lines close together the first.</summary>
    public static IReadOnlyList<double> Times(RunEvidence evidence)
    {
        List<double> times = [];
        double latest = double.NegativeInfinity;
        foreach (RunEvent saved in evidence.EventsOf(EventTypes.CheckpointSaved))
        {
            if (saved.UnixSeconds - latest > SameCheckpoint)
            {
                times.Add(saved.UnixSeconds);
            }

            latest = saved.UnixSeconds;
        }

        return times;
    }

    /// <summary>Bytes that a checkpoint takes on a file system, by how its free space fell about each; empty when it never did.</summary>
    public static double[] Sizes(SubjectSeries fileSystem, IReadOnlyList<double> saved)
    {
        double[] free = fileSystem.Values(FileSystemMetrics.Available);
        List<double> sizes = [];
        for (int i = 0; i < saved.Count; i++)
        {
            double from = Math.Max(saved[i] - Window, i == 0 ? double.NegativeInfinity : (saved[i] + saved[i - 1]) / 2);
            double to = Math.Min(saved[i] + Window, i == saved.Count - 1 ? double.PositiveInfinity : (saved[i] + saved[i + 1]) / 2);
            int row = Array.BinarySearch(fileSystem.Times, from);
            row = row < 0 ? ~row : row;

            // The deepest fall: an older checkpoint may be deleted right after.
            double highest = double.NegativeInfinity;
            double fall = 0;
            for (; row < free.Length && fileSystem.Times[row] <= to; row++)
            {
                if (!double.IsNaN(free[row]))
                {
                    highest = Math.Max(highest, free[row]);
                    fall = Math.Max(fall, highest - free[row]);
                }
            }

            if (fall >= 1 << 20)
            {
                sizes.Add(fall);
            }
        }

        return [.. sizes];
    }

    /// <summary>Seconds that training stood still for each checkpoint: the pause between the steps about it, less a usual one.</summary>
    public static double[] Pauses(RunEvidence evidence, IReadOnlyList<double> saved)
    {
        double[] times = [.. evidence.Steps.Select(step => step.UnixSeconds)];
        if (times.Length < 3)
        {
            return [];
        }

        double usual = UsualInterval(evidence.Steps);
        List<double> pauses = [];
        int last = -1;
        foreach (double time in saved)
        {
            int next = Array.BinarySearch(times, time);
            next = next < 0 ? ~next : next;

            // The line may come before or after the work: the longer pause next to it.
            double pause = 0;
            int at = -1;
            for (int i = Math.Max(1, next - 1); i <= Math.Min(times.Length - 1, next + 1); i++)
            {
                if (times[i] - times[i - 1] > pause)
                {
                    (pause, at) = (times[i] - times[i - 1], i);
                }
            }

            if (at > last)
            {
                pauses.Add(Math.Max(0, pause - usual));
                last = at;
            }
        }

        return [.. pauses];
    }

    /// <summary>Usual seconds between two steps told one after the other; NaN with fewer than two.</summary>
    public static double UsualInterval(IReadOnlyList<StepReading> steps)
    {
        int stride = Math.Max(1, steps.Count / 4096);
        List<double> intervals = [];
        for (int i = 1; i < steps.Count; i += stride)
        {
            intervals.Add(steps[i].UnixSeconds - steps[i - 1].UnixSeconds);
        }

        return Quantiles.Median([.. intervals]);
    }

    /// <summary>Mean seconds of a step by its number; NaN when not known.</summary>
    public static double SecondsPerStep(RunEvidence evidence)
    {
        IReadOnlyList<StepReading> steps = evidence.Steps;
        return steps.Count > 1 && steps[^1].Step > steps[0].Step ? (steps[^1].UnixSeconds - steps[0].UnixSeconds) / (steps[^1].Step - steps[0].Step) : double.NaN;
    }
}
