using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Rules.Training;

/// <summary>Of generator and discriminator one has won: its loss is next to nothing, the other's has grown.</summary>
internal sealed class AdversarialCollapseRule : IRule
{
    private static readonly Threshold s_loss = new("adversarial_collapse.loss", 0.01, 0, 10, "Loss of the winner below which it no longer tells the other anything");
    private static readonly Threshold s_growth = new("adversarial_collapse.growth", 2, 1, 1000, "Times its earlier level that the loser's loss must have grown to");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG083",
        Name = "adversarial_collapse",
        Title = "Generator or discriminator collapsed",
        Category = RuleCategory.Training,
        Severity = Severity.Critical,
        Thresholds = [s_loss, s_growth],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        StepColumn generator = evidence.StepSeries.GeneratorLoss;
        StepColumn discriminator = evidence.StepSeries.DiscriminatorLoss;
        if (generator.Count == 0 || discriminator.Count == 0)
        {
            return RuleVerdict.NotApplicable("No losses of generator and discriminator were told.");
        }

        if (Curve.Of(generator) is not { } generators || Curve.Of(discriminator) is not { } discriminators)
        {
            return RuleVerdict.InsufficientData(LossKind.TooFew("two losses", Math.Min(generator.Count, discriminator.Count), Curve.MinReadings));
        }

        return Judge(options, "discriminator", discriminators, "generator", generators)
            ?? Judge(options, "generator", generators, "discriminator", discriminators)
            ?? RuleVerdict.Quiet;
    }

    private RuleVerdict? Judge(RuleOptions options, string winner, Curve won, string loser, Curve lost)
    {
        // A Wasserstein critic's loss is negative and rises to 0 when all is well.
        if (won.Column.Values.Min() < 0)
        {
            return null;
        }

        int tail = Math.Max(2, won.Levels.Length / 5);
        int lostTail = Math.Max(2, lost.Levels.Length / 5);
        double winnerNow = won.Levels.AsSpan(won.Levels.Length - tail).ToArray().Max();
        double winnerThen = won.Levels.Max();
        double loserNow = lost.Mean(lost.Levels.Length - lostTail, lost.Levels.Length);
        double loserThen = Quantiles.Median(lost.Levels.AsSpan()[..^lostTail]);
        if (winnerNow >= options[s_loss] || winnerThen < 10 * options[s_loss] || loserNow < options[s_growth] * Math.Abs(loserThen) || loserNow - loserThen < 3 * lost.LevelError)
        {
            return null;
        }

        int from = won.Start(won.Levels.Length - tail);
        while (from > 0 && won.Column.Values[from - 1] < options[s_loss])
        {
            from--;
        }

        StepColumn column = won.Column;
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Critical,
            Title = $"The {winner} has won; the {loser} no longer learns",
            Explanation = $"Since about step {column.Steps[from]} the {winner}'s loss is {Phrase.Number(winnerNow)} or less, while the {loser}'s went from {Phrase.Number(loserThen)} to {Phrase.Number(loserNow)}. A {winner} that is never wrong gives no useful gradient; this does not mend by itself.",
            Confidence = Sureness.Of(column.Count - from, 200, options[s_loss] / Math.Max(winnerNow, 1e-12)),
            Evidence =
            [
                StepEvidence.Of(column, from, column.Count - 1, $"{winner}_loss", $"Loss of the {winner} at most {Phrase.Number(winnerNow)} from step {column.Steps[from]}.", winnerNow, options[s_loss]),
                StepEvidence.Of(lost.Column, lost.Start(lost.Levels.Length - lostTail), lost.Column.Count - 1, $"{loser}_loss", $"Loss of the {loser} {Phrase.Number(loserNow)}, {Phrase.Number(loserThen)} before.", loserNow, options[s_growth] * Math.Abs(loserThen)),
            ],
            Remedies = [new Remedy { Title = $"Weaken the {winner}", Action = $"Lower the {winner}'s learning rate, train it less often, or regularise it (gradient penalty, label smoothing); go on from a checkpoint before step {column.Steps[from]}", Impact = "Both networks learn from each other again" }],
        });
    }
}
