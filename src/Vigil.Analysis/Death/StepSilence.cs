using Vigil.Analysis.Evidence;
using Vigil.Core.Events;
using Vigil.Core.Training;

namespace Vigil.Analysis.Death;

/// <summary>The time without a step, or any other sign of progress, at the end of a run or up to now.</summary>
/// <param name="From">Last sign of progress, seconds since the Unix epoch.</param>
/// <param name="To">Its end: now, the end of the run, or the signal that put an end to the wait.</param>
/// <param name="Seconds">Its length, without time in which the machine slept or the program was stopped.</param>
/// <param name="ThresholdSeconds">The length from which it counts.</param>
/// <param name="RhythmSeconds">The run's own p99 time between steps; null when there were too few to tell.</param>
internal sealed record StepSilence(double From, double To, double Seconds, double ThresholdSeconds, double? RhythmSeconds)
{
    /// <summary>Fewer times between steps make no rhythm.</summary>
    private const int FewestIntervals = 20;

    /// <summary>Samples further apart than this many intervals mean that nobody was awake in between.</summary>
    private const double LongestGap = 10;

    private static readonly string[] s_signsOfLife =
    [
        EventTypes.CheckpointSaved, EventTypes.SamplingStart, EventTypes.SamplingEnd, EventTypes.BatchSizeChange, EventTypes.ResumedFrom, EventTypes.CudaOom,
    ];

    private static readonly int[] s_endingSignals = [1, 2, 3, 9, 15];

    public bool IsLong => Seconds >= ThresholdSeconds;

    public static StepSilence? Measure(CaseFile file)
    {
        RunEvidence evidence = file.Evidence;
        if (evidence.Events.LastOrDefault(item => item.Type is EventTypes.Stopped or EventTypes.Continued)?.Type == EventTypes.Stopped)
        {
            return null;
        }

        RunEvent? lastSign = evidence.Events.LastOrDefault(item => s_signsOfLife.Contains(item.Type));
        double from = Math.Max(file.LastStep?.UnixSeconds ?? evidence.From, lastSign?.UnixSeconds ?? evidence.From);
        double to = evidence.EventsOf(EventTypes.Signal)
            .FirstOrDefault(item => item.UnixSeconds > from && item.Integer("signal") is { } number && s_endingSignals.Contains((int)number))?.UnixSeconds ?? file.EndedAt;
        double? rhythm = Rhythm(evidence.Steps);
        bool isSampling = evidence.Events.LastOrDefault(item => item.Type is EventTypes.SamplingStart or EventTypes.SamplingEnd)?.Type == EventTypes.SamplingStart;
        HangThresholds thresholds = file.Thresholds;
        double threshold = rhythm is { } p99 && !isSampling
            ? Math.Min(thresholds.StalledSeconds, Math.Max(evidence.IsLive ? thresholds.ShortestSeconds : thresholds.ShortestEndedSeconds, thresholds.RhythmFactor * p99))
            : thresholds.StalledSeconds;
        return new StepSilence(from, to, Awake(evidence, from, to), threshold, rhythm);
    }

    private static double? Rhythm(IReadOnlyList<StepReading> steps)
    {
        double[] intervals = [.. steps.Zip(steps.Skip(1), (earlier, later) => later.UnixSeconds - earlier.UnixSeconds).Where(seconds => seconds > 0).Order()];
        return intervals.Length < FewestIntervals ? null : intervals[(int)Math.Ceiling(0.99 * intervals.Length) - 1];
    }

    private static double Awake(RunEvidence evidence, double from, double to)
    {
        if (evidence.System is not { Count: > 1 } machine)
        {
            double stepped = evidence.EventsOf(EventTypes.ClockStep).Where(item => item.UnixSeconds >= from && item.UnixSeconds <= to)
                .Sum(item => item.Details?["step_seconds"] is System.Text.Json.Nodes.JsonValue value && value.TryGetValue(out double seconds) ? seconds : 0);
            return Math.Max(0, to - from - Math.Max(0, stepped));
        }

        double longest = Math.Max(1, LongestGap * evidence.Run.Start.SampleIntervalSeconds);
        double awake = 0;
        double previous = from;
        foreach (double time in machine.Times.Where(time => time > from && time < to).Append(to))
        {
            double seconds = time - previous;
            awake += seconds is > 0 && seconds <= longest ? seconds : 0;
            previous = time;
        }

        return awake;
    }
}
