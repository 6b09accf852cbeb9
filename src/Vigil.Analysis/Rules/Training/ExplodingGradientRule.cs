using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules.Training;

/// <summary>The gradient norm rose lastingly to many times its usual size.</summary>
internal sealed class ExplodingGradientRule : IRule
{
    private const double Errors = 6;

    private static readonly Threshold s_ratio = new("exploding_gradient.ratio", 10, 2, 1e6, "Times its lowest level that the gradient norm must have risen to");
    private static readonly Threshold s_norm = new("exploding_gradient.norm", 10, 0, 1e9, "Gradient norm below which a rise is harmless");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG074",
        Name = "exploding_gradient",
        Title = "Gradients explode",
        Category = RuleCategory.Training,
        Severity = Severity.Critical,
        Thresholds = [s_ratio, s_norm],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        StepColumn norm = evidence.StepSeries.GradientNorm;
        if (norm.Count == 0)
        {
            return RuleVerdict.NotApplicable("No gradient norm was told.");
        }

        if (Curve.Of(norm) is not { } curve)
        {
            return RuleVerdict.InsufficientData(LossKind.TooFew("gradient norm", norm.Count, Curve.MinReadings));
        }

        int best = curve.Best;
        double low = curve.Levels[best];
        double high = Math.Min(curve.Levels[^1], curve.Levels[^2]);
        double limit = Math.Max(options[s_norm], options[s_ratio] * low);
        if (best >= curve.Levels.Length - 2 || high < limit || high - low < Errors * curve.LevelError)
        {
            return RuleVerdict.Quiet;
        }

        StepColumn column = curve.Column;
        int from = curve.Start(best);
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = high > 100 * limit ? Severity.Critical : Severity.Warning,
            Title = $"Gradients grew {Phrase.Number(high / Math.Max(low, double.Epsilon))}-fold",
            Explanation = $"The gradient norm rose from {Phrase.Number(low)} about step {column.Steps[from]} to {Phrase.Number(curve.Levels[^1])} at step {column.Steps[^1]}, and stays there. Steps of that size throw weights out of the valley; NaN often follows.",
            Confidence = Sureness.Of(column.Count - from, 100, high / limit),
            Evidence = [StepEvidence.Of(column, from, column.Count - 1, "gradient_norm", $"Gradient norm from {Phrase.Number(low)} about step {column.Steps[from]} to {Phrase.Number(curve.Levels[^1])} at step {column.Steps[^1]}.", high, limit)],
            Remedies = TrainingRemedies.Known(TrainingRemedies.ClipGradient(evidence), TrainingRemedies.LowerLearningRate(evidence, 3), TrainingRemedies.WarmUp(evidence)),
        });
    }
}
