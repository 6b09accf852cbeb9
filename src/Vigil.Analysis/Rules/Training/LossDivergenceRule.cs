using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules.Training;

/// <summary>The loss lies lastingly and far above the best it had reached.</summary>
internal sealed class LossDivergenceRule : IRule
{
    /// <summary>A rise smaller than so many standard errors of a level is wandering.</summary>
    private const double Errors = 6;

    /// <summary>A rise within so many spreads of single readings is noise to the eye, however sure.</summary>
    private const double Spreads = 2;

    private const int TailReadings = 3;

    private static readonly Threshold s_ratio = new("loss_divergence.ratio", 1.5, 1.01, 1000, "Times its best level that the loss must have risen to");
    private static readonly Threshold s_lostGain = new("loss_divergence.lost_gain", 0.5, 0.05, 10, "Share of what was gained since the start that must be lost again, where the loss may be negative");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG071",
        Name = "loss_divergence",
        Title = "Loss rises away from its best",
        Category = RuleCategory.Training,
        Severity = Severity.Critical,
        Thresholds = [s_ratio, s_lostGain],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (LossKind.WithoutDirection(evidence) is { } reason)
        {
            return RuleVerdict.NotApplicable(reason);
        }

        if (Curve.Of(evidence.StepSeries.Loss) is not { } curve)
        {
            return RuleVerdict.InsufficientData(LossKind.TooFew("loss", evidence.StepSeries.Loss.Finite().Count, Curve.MinReadings));
        }

        return JudgeLevels(evidence, options, curve) ?? JudgeTail(evidence, options, curve) ?? RuleVerdict.Quiet;
    }

    private RuleVerdict? JudgeLevels(RunEvidence evidence, RuleOptions options, Curve curve)
    {
        int best = curve.Best;
        double low = curve.Levels[best];

        // Two blocks above it, so that one bad stretch is no divergence.
        double high = Math.Min(curve.Levels[^1], curve.Levels[^2]);
        double rise = high - low;
        if (best >= curve.Levels.Length - 2 || rise < Errors * curve.LevelError || rise < Spreads * curve.Noise)
        {
            return null;
        }

        double gain = curve.Levels[0] - low;
        bool positive = low > 0 && curve.Column.Values.Min() >= 0;
        double excess = positive ? high / low / options[s_ratio] : rise / (options[s_lostGain] * Math.Max(gain, Spreads * curve.Noise));
        if (excess < 1)
        {
            return null;
        }

        bool worseThanStart = high > curve.Levels[0] + (3 * curve.LevelError);
        int from = curve.Start(best);
        return Report(evidence, curve.Column, from, worseThanStart, low, curve.Levels[^1], curve.Levels[0], excess, positive ? options[s_ratio] * low : null);
    }

    /// <summary>A loss that explodes within its last readings has no block of its own yet.</summary>
    private RuleVerdict? JudgeTail(RunEvidence evidence, RuleOptions options, Curve curve)
    {
        StepColumn column = curve.Column;
        double before = double.NegativeInfinity;
        for (int i = 0; i < column.Count - TailReadings; i++)
        {
            before = Math.Max(before, column.Values[i]);
        }

        double low = curve.Levels[curve.Best];
        double lowest = column.Values.AsSpan(column.Count - TailReadings).ToArray().Min();
        return lowest > before + (10 * curve.Noise) && lowest > low + (options[s_ratio] * 2 * Math.Abs(low))
            ? Report(evidence, column, column.Count - TailReadings, true, low, column.Values[^1], curve.Levels[0], 2, before)
            : null;
    }

    private RuleVerdict Report(RunEvidence evidence, StepColumn column, int from, bool worseThanStart, double low, double now, double start, double excess, double? threshold) => RuleVerdict.Fired(new Finding
    {
        RuleId = Description.Id,
        Severity = worseThanStart ? Severity.Critical : Severity.Warning,
        Title = worseThanStart ? "Training diverged: loss above where it began" : "The loss rises away from its best",
        Explanation = $"The loss had come from {Phrase.Number(start)} to {Phrase.Number(low)} about step {column.Steps[from]} and stands at {Phrase.Number(now)} at step {column.Steps[^1]}, far beyond its noise. "
            + (worseThanStart ? "It is worse than at the start: what was learnt is gone, and the last good checkpoint is the one from before the rise." : "What it learnt is being lost again."),
        Confidence = Sureness.Of(column.Count - from, 100, excess),
        Evidence = [StepEvidence.Of(column, from, column.Count - 1, "loss", $"Loss from {Phrase.Number(low)} about step {column.Steps[from]} to {Phrase.Number(now)} at step {column.Steps[^1]}.", now, threshold)],
        Remedies = TrainingRemedies.Known(TrainingRemedies.LowerLearningRate(evidence, 3), TrainingRemedies.ClipGradient(evidence), TrainingRemedies.WarmUp(evidence)),
    });
}
