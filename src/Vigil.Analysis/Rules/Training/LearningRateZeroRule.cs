using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules.Training;

/// <summary>The learning rate is 0 while training goes on: never started, or decayed to nothing too early.</summary>
internal sealed class LearningRateZeroRule : IRule
{
    private static readonly Threshold s_readings = new("learning_rate_zero.readings", 5, 2, 1e6, "Latest readings that must all be 0");
    private static readonly Threshold s_share = new("learning_rate_zero.share", 0.05, 0, 1, "Share of the run's readings that must be 0: schedules end there");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG076",
        Name = "learning_rate_zero",
        Title = "Learning rate is stuck at 0",
        Category = RuleCategory.Training,
        Severity = Severity.Critical,
        Thresholds = [s_readings, s_share],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        StepColumn rate = evidence.StepSeries.LearningRate;
        if (rate.Count == 0)
        {
            return RuleVerdict.NotApplicable("No learning rate was told.");
        }

        if (rate.Count < options[s_readings])
        {
            return RuleVerdict.InsufficientData(LossKind.TooFew("learning rate", rate.Count, (int)options[s_readings]));
        }

        int from = rate.Count;
        while (from > 0 && rate.Values[from - 1] == 0)
        {
            from--;
        }

        int zeros = rate.Count - from;
        if (zeros < options[s_readings] || zeros < options[s_share] * rate.Count || !Believable(evidence, rate, from))
        {
            return RuleVerdict.Quiet;
        }

        bool never = from == 0;
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = never ? Severity.Critical : Severity.Warning,
            Title = never ? "The learning rate is 0 since the start" : $"The learning rate is 0 since step {rate.Steps[from]}",
            Explanation = never
                ? $"All {zeros} readings up to step {rate.Steps[^1]} tell a learning rate of 0: the weights do not change. A scheduler that is never stepped, or warm-up counted in the wrong unit, does this."
                : $"The schedule reached 0 at step {rate.Steps[from]}, and training went on to step {rate.Steps[^1]} for {Phrase.Duration(rate.Times[^1] - rate.Times[from])}: none of it changed the weights. The scheduler was told fewer steps than there are.",
            Confidence = Sureness.Of(zeros, 50, zeros / options[s_readings]),
            Evidence = [StepEvidence.Of(rate, from, rate.Count - 1, "learning_rate", $"Learning rate 0 from step {rate.Steps[from]} to {rate.Steps[^1]}, {zeros} readings.", 0)],
            Remedies = [new Remedy { Title = "Make the schedule as long as the training", Action = "Give the scheduler the number of optimiser steps (not of batches or epochs) and step it once for each", Impact = "Every step changes the weights again" }],
        });
    }

    /// <summary>
    /// A rate printed with few digits shows as 0 while it is not. It is believed when the loss stands still as far as can
    /// be seen, or when the rate was seen to shrink by small stages before.
    /// </summary>
    private static bool Believable(RunEvidence evidence, StepColumn rate, int from)
    {
        double highest = 0;
        double lowest = double.PositiveInfinity;
        for (int i = 0; i < from; i++)
        {
            if (rate.Values[i] > 0)
            {
                highest = Math.Max(highest, rate.Values[i]);
                lowest = Math.Min(lowest, rate.Values[i]);
            }
        }

        if (highest > 0)
        {
            return lowest < 0.05 * highest;
        }

        if (Curve.Of(evidence.StepSeries.Loss) is not { } curve)
        {
            return evidence.StepSeries.Loss.Count == 0;
        }

        int half = curve.Levels.Length / 2;
        double fall = curve.Mean(0, half) - curve.Mean(half, curve.Levels.Length);
        return fall < Math.Max(3 * curve.LevelError, 0.02 * Math.Abs(curve.Levels[0]));
    }
}
