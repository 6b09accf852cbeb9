using Vigil.Analysis.Evidence;
using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Steps;

/// <summary>
/// A slow worker as it shows in the steps. A loader hands out batches in turn, one worker after the other, so with W
/// workers every W-th step waits for the same one: if that step is much slower each time, that worker is.
/// </summary>
internal sealed class WorkerRhythm
{
    /// <summary>A turn this many times as slow as the others is a straggler.</summary>
    public const double SlowRatio = 2.5;

    private const int RoundsWanted = 5;

    private WorkerRhythm(RunEvidence evidence)
    {
        Workers = ProgramLoad.Of(evidence).TypicalWorkers(TrainingPhase.Of(evidence).Span);
        StepTime[] steps = [.. StepTimes.Of(evidence).Steady.Where(static step => step.Steps == 1 && !double.IsNaN(step.Seconds))];
        Rounds = Workers > 0 ? steps.Length / Workers : 0;
        if (Workers < 2 || Rounds < RoundsWanted)
        {
            return;
        }

        double[] medians = new double[Workers];
        for (int turn = 0; turn < Workers; turn++)
        {
            medians[turn] = Quantiles.Median([.. steps.Where(step => step.Step % Workers == turn).Select(static step => step.Seconds)]);
        }

        int slowest = Array.IndexOf(medians, medians.Max());
        SlowSeconds = medians[slowest];
        OtherSeconds = Quantiles.Median([.. medians.Where((_, turn) => turn != slowest)]);
        Ratio = OtherSeconds > 0 ? SlowSeconds / OtherSeconds : double.NaN;
        LostShare = Math.Max(0, (SlowSeconds - OtherSeconds) / (SlowSeconds + (OtherSeconds * (Workers - 1))));
    }

    /// <summary>Workers alive for most of the training.</summary>
    public int Workers { get; }

    /// <summary>Times that every worker had its turn.</summary>
    public int Rounds { get; }

    /// <summary>Median duration of the steps of the slowest turn, seconds; NaN when there are too few.</summary>
    public double SlowSeconds { get; } = double.NaN;

    /// <summary>Median duration of the steps of the other turns, seconds; NaN when there are too few.</summary>
    public double OtherSeconds { get; } = double.NaN;

    /// <summary>How much longer the steps of the slowest turn take than the others; NaN when there are too few steps.</summary>
    public double Ratio { get; } = double.NaN;

    /// <summary>Share of the steps' time, 0 to 1, that would be gone if the slowest turn took as long as the others.</summary>
    public double LostShare { get; }

    /// <summary>The rhythm of a window.</summary>
    public static WorkerRhythm Of(RunEvidence evidence) => evidence.Derive(static evidence => new WorkerRhythm(evidence));
}
