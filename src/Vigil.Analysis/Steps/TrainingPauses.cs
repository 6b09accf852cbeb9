using Vigil.Analysis.Evidence;
using Vigil.Core.Events;

namespace Vigil.Analysis.Steps;

/// <summary>
/// Checkpoints and samplings between the steps. A program says that it saved, not how long that took: what the gap between
/// two reports of steps with such an event in it has beyond the usual is the pause. Samplings that say when they began and
/// ended are taken at their word where there are no steps.
/// </summary>
internal sealed class TrainingPauses
{
    private const double ShortestSeconds = 0.1;
    private const double ShortestInSteps = 0.5;

    private TrainingPauses(RunEvidence evidence)
    {
        var steps = StepTimes.Of(evidence);
        RunEvent[] events = [.. evidence.Events.Where(static runEvent => runEvent.Type is EventTypes.CheckpointSaved or EventTypes.SamplingStart or EventTypes.SamplingEnd)];
        EventCount = events.Count(static runEvent => runEvent.Type != EventTypes.SamplingEnd);
        All = steps.All.Count >= 2 ? InGaps(steps, events) : Bracketed(events);
    }

    /// <summary>The pauses, in order.</summary>
    public IReadOnlyList<TrainingPause> All { get; }

    /// <summary>Checkpoints and samplings that were announced.</summary>
    public int EventCount { get; }

    /// <summary>The pauses of a window.</summary>
    public static TrainingPauses Of(RunEvidence evidence) => evidence.Derive(static evidence => new TrainingPauses(evidence));

    private static List<TrainingPause> InGaps(StepTimes steps, RunEvent[] events)
    {
        var found = new List<TrainingPause>();
        int next = 0;
        for (int i = 1; i < steps.All.Count; i++)
        {
            // Output that is flushed now and then brings several steps at one instant: they share the gap before them.
            StepTime before = steps.All[i - 1];
            while (i + 1 < steps.All.Count && steps.All[i + 1].At == steps.All[i].At)
            {
                i++;
            }

            StepTime step = steps.All[i];
            StepCoincidence? with = null;
            for (; next < events.Length && events[next].UnixSeconds <= step.At; next++)
            {
                if (events[next].UnixSeconds >= before.At)
                {
                    with = events[next].Type == EventTypes.CheckpointSaved ? with ?? StepCoincidence.Checkpoint : StepCoincidence.Sampling;
                }
            }

            double beyond = step.At - before.At - ((step.Step - before.Step) * steps.MedianSeconds);
            if (with is { } what && step.Step > before.Step && beyond > Math.Max(ShortestSeconds, ShortestInSteps * steps.MedianSeconds))
            {
                found.Add(new TrainingPause(before.At, before.At + beyond, what));
            }
        }

        return found;
    }

    private static List<TrainingPause> Bracketed(RunEvent[] events)
    {
        var found = new List<TrainingPause>();
        double? begin = null;
        foreach (RunEvent runEvent in events)
        {
            if (runEvent.Type == EventTypes.SamplingStart)
            {
                begin ??= runEvent.UnixSeconds;
            }
            else if (runEvent.Type == EventTypes.SamplingEnd && begin is { } from)
            {
                begin = null;
                if (runEvent.UnixSeconds - from > ShortestSeconds)
                {
                    found.Add(new TrainingPause(from, runEvent.UnixSeconds, StepCoincidence.Sampling));
                }
            }
        }

        return found;
    }
}
