using Vigil.Analysis.Evidence;

namespace Vigil.Analysis.Steps;

/// <summary>
/// The part of a window in which the training goes on: from the first step after the warm-up to the last step, or to now
/// while the run lives. Without steps, from the first to the last activity of the accelerators; without those, all of it.
/// </summary>
internal sealed class TrainingPhase
{
    private TrainingPhase(RunEvidence evidence)
    {
        var timeline = Timeline.Of(evidence);
        var steps = StepTimes.Of(evidence);
        IsKnownFromSteps = steps.All.Count >= 2;
        if (IsKnownFromSteps)
        {
            double to = evidence.IsLive ? double.PositiveInfinity : steps.All[^1].At;
            Span = timeline.Between(steps.All[Math.Max(0, steps.WarmUp - 1)].At, to);
            return;
        }

        double[] gpu = GpuLoad.Of(evidence).Percent;
        int first = Array.FindIndex(gpu, static percent => percent >= GpuLoad.ActivePercent);
        int last = Array.FindLastIndex(gpu, static percent => percent >= GpuLoad.ActivePercent);
        Span = first < 0 ? new TimelineSpan(timeline, 0, timeline.Count) : new TimelineSpan(timeline, first, evidence.IsLive ? timeline.Count : last + 1);
    }

    /// <summary>Its rows.</summary>
    public TimelineSpan Span { get; }

    /// <summary>True when steps tell it; false when it may contain the start of the program.</summary>
    public bool IsKnownFromSteps { get; }

    /// <summary>The training phase of a window.</summary>
    public static TrainingPhase Of(RunEvidence evidence) => evidence.Derive(static evidence => new TrainingPhase(evidence));
}
