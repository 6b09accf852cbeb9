using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Rules.Training;

/// <summary>Gradients so small that nothing is learnt any more.</summary>
internal sealed class VanishingGradientRule : IRule
{
    private static readonly Threshold s_norm = new("vanishing_gradient.norm", 1e-7, 0, 1, "Gradient norm below which gradients have vanished");
    private static readonly Threshold s_readings = new("vanishing_gradient.readings", 5, 2, 1e6, "Latest readings that must all lie below");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG073",
        Name = "vanishing_gradient",
        Title = "Gradients have vanished",
        Category = RuleCategory.Training,
        Severity = Severity.Warning,
        Thresholds = [s_norm, s_readings],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        StepColumn norm = evidence.StepSeries.GradientNorm.Finite();
        int wanted = (int)options[s_readings];
        if (norm.Count < wanted)
        {
            return norm.Count == 0
                ? RuleVerdict.NotApplicable("No gradient norm was told.")
                : RuleVerdict.InsufficientData(LossKind.TooFew("gradient norm", norm.Count, wanted));
        }

        int from = norm.Count;
        bool anyAbove0 = false;
        while (from > 0 && norm.Values[from - 1] < options[s_norm] && norm.Values[from - 1] >= 0)
        {
            anyAbove0 |= norm.Values[from - 1] > 0;
            from--;
        }

        // A norm that was never anything but 0 is one that nobody computed, unless the loss stands still too.
        if (norm.Count - from < wanted || (from == 0 && !anyAbove0 && LossMoves(evidence)))
        {
            return RuleVerdict.Quiet;
        }

        double median = Quantiles.Median(norm.Values.AsSpan()[from..]);
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = "Gradients have vanished",
            Explanation = $"Since step {norm.Steps[from]} the gradient norm is {Phrase.Number(median)}, below {Phrase.Number(options[s_norm])}, for {norm.Count - from} readings. Weights no longer move: saturated activations, a loss without a path to the weights, or underflow in 16 bit.",
            Confidence = Sureness.Of(norm.Count - from, 50, median > 0 ? options[s_norm] / median : 100),
            Evidence = [StepEvidence.Of(norm, from, norm.Count - 1, "gradient_norm", $"Median gradient norm {Phrase.Number(median)} from step {norm.Steps[from]} to {norm.Steps[^1]}.", median, options[s_norm])],
            Remedies = TrainingRemedies.Known(
                TrainingRemedies.WiderRange(evidence),
                new Remedy { Title = "Look for what stops the gradient", Action = "Check for detached tensors, saturated activations and frozen parameters; add normalisation or residual connections", Impact = "Weights move again" }),
        });
    }

    private static bool LossMoves(RunEvidence evidence)
    {
        double[] loss = evidence.StepSeries.Loss.Finite().Values;
        return loss.Length == 0 || loss.Any(value => value != loss[0]);
    }
}
