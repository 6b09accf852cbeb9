using Vigil.Analysis.Evidence;
using Vigil.Analysis.Statistics;
using Vigil.Core.Events;

namespace Vigil.Analysis.Steps;

/// <summary>Makes the statistics of steps, and finds what coincided with the slow ones.</summary>
internal static class StepStatisticsBuilder
{
    /// <summary>A step is slow beyond so many standard deviations, robustly estimated.</summary>
    public const double SlowDeviations = 5;

    /// <summary>… and beyond so many times the median, as steps that hardly vary have a deviation of next to nothing.</summary>
    public const double SlowRatio = 1.5;

    private const int MostSlowSteps = 20;
    private const double BurstRatio = 5;
    private const double BurstBytesPerSecond = 10e6;
    private const double SwapBytesPerSecond = 1024 * 1024;

    /// <summary>The statistics of a window; null when no duration is known.</summary>
    public static StepStatistics? Build(RunEvidence evidence)
    {
        var steps = StepTimes.Of(evidence);
        if (steps.SteadySeconds.Length == 0)
        {
            return null;
        }

        double[] quantiles = Quantiles.Of(steps.SteadySeconds, 0.95, 0.99);
        double limit = SlowLimit(steps.SteadySeconds);
        return new StepStatistics
        {
            Count = steps.SteadySeconds.Length,
            WarmUpSteps = steps.WarmUp,
            MedianSeconds = steps.MedianSeconds,
            MeanSeconds = steps.SteadySeconds.Average(),
            P95Seconds = quantiles[0],
            P99Seconds = quantiles[1],
            SlowSteps =
            [
                .. steps.Steady.Where(step => step.Seconds > limit).OrderByDescending(static step => step.Seconds).Take(MostSlowSteps)
                    .Select(step => new SlowStep(step.Step, step.At, step.Seconds, Coincidences(evidence, step))),
            ],
        };
    }

    /// <summary>Duration beyond which a step is slow, seconds.</summary>
    public static double SlowLimit(ReadOnlySpan<double> seconds, double deviations = SlowDeviations)
    {
        (double median, double scale) = RobustScale.Of(seconds);
        return Math.Max(median + (deviations * scale), SlowRatio * median);
    }

    private static List<StepCoincidence> Coincidences(RunEvidence evidence, StepTime step)
    {
        double from = step.At - (step.Seconds * step.Steps);
        bool Happened(params ReadOnlySpan<string> types)
        {
            foreach (RunEvent runEvent in evidence.Events)
            {
                if (runEvent.UnixSeconds >= from && runEvent.UnixSeconds <= step.At && types.Contains(runEvent.Type))
                {
                    return true;
                }
            }

            return false;
        }

        var load = MachineLoad.Of(evidence);
        TimelineSpan span = Timeline.Of(evidence).Between(from, step.At);
        var with = new List<StepCoincidence>();
        Add(StepCoincidence.Checkpoint, Happened(EventTypes.CheckpointSaved));
        Add(StepCoincidence.Sampling, Happened(EventTypes.SamplingStart, EventTypes.SamplingEnd));
        Add(StepCoincidence.DataWait, step.DataSeconds > step.Seconds / 2);
        Add(StepCoincidence.DiskBurst, IsBurst(evidence, span));
        Add(StepCoincidence.WorkersRestarted, Happened(EventTypes.WorkerStart, EventTypes.WorkerExit));
        Add(StepCoincidence.Swap, span.Mean(load.SwapInRate) > SwapBytesPerSecond);
        Add(StepCoincidence.Stopped, Happened(EventTypes.Stopped, EventTypes.Continued, EventTypes.ClockStep));
        return with;

        void Add(StepCoincidence coincidence, bool isTrue)
        {
            if (isTrue)
            {
                with.Add(coincidence);
            }
        }
    }

    private static bool IsBurst(RunEvidence evidence, TimelineSpan span)
    {
        var load = MachineLoad.Of(evidence);
        TimelineSpan usual = TrainingPhase.Of(evidence).Span;
        return Exceeds(load.DiskReadRate) || Exceeds(load.DiskWriteRate);

        bool Exceeds(double[] rates) => span.Mean(rates) is var rate && rate > BurstBytesPerSecond && rate > BurstRatio * usual.Mean(rates);
    }
}
