using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules.Training;

/// <summary>A loss that is no number, or infinite; a gradient norm only where it stays so, since loss scaling overflows now and then.</summary>
internal sealed class LossNotFiniteRule : IRule
{
    private static readonly Threshold s_lasting = new("loss_not_finite.lasting_readings", 3, 1, 10_000, "Readings in a row, up to the latest, from which on the training counts as lost");
    private static readonly Threshold s_gradientShare = new("loss_not_finite.gradient_share", 0.1, 0, 1, "Share of gradient norms that are not finite from which on loss scaling no longer explains them");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG070",
        Name = "loss_not_finite",
        Title = "Loss is NaN or infinite",
        Category = RuleCategory.Training,
        Severity = Severity.Critical,
        Thresholds = [s_lasting, s_gradientShare],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        StepSeries steps = evidence.StepSeries;
        (string Name, string Words, StepColumn Column)[] columns =
        [
            ("loss", "loss", steps.Loss), ("generator_loss", "generator's loss", steps.GeneratorLoss),
            ("discriminator_loss", "discriminator's loss", steps.DiscriminatorLoss), ("gradient_norm", "gradient norm", steps.GradientNorm),
        ];
        if (columns.All(column => column.Column.Count == 0))
        {
            return RuleVerdict.NotApplicable("No loss and no gradient norm was told.");
        }

        List<Finding> findings = [];
        foreach ((string name, string words, StepColumn column) in columns)
        {
            if (Judge(evidence, options, name, words, column) is { } finding)
            {
                findings.Add(finding);
                break;
            }
        }

        return findings.Count == 0 ? RuleVerdict.Quiet : RuleVerdict.Fired(findings);
    }

    private Finding? Judge(RunEvidence evidence, RuleOptions options, string name, string words, StepColumn column)
    {
        int broken = 0;
        int first = -1;
        int lastFinite = -1;
        int finiteBefore = -1;
        for (int i = 0; i < column.Count; i++)
        {
            if (double.IsFinite(column.Values[i]))
            {
                lastFinite = i;
            }
            else
            {
                broken++;
                if (first < 0)
                {
                    (first, finiteBefore) = (i, lastFinite);
                }
            }
        }

        if (broken == 0)
        {
            return null;
        }

        int tail = column.Count - 1 - lastFinite;
        bool lost = tail >= Math.Min(options[s_lasting], column.Count);
        if (name == "gradient_norm" && !lost && broken < options[s_gradientShare] * column.Count)
        {
            return null;
        }

        // When all is lost, the beginning of the end matters; else the first of the stumbles.
        int at = lost ? lastFinite + 1 : first;
        int before = lost ? lastFinite : finiteBefore;
        string was = before >= 0 ? $" It was {Phrase.Number(column.Values[before])} at step {column.Steps[before]}." : " No finite value came before it.";
        List<EvidenceItem> items =
        [
            StepEvidence.Of(column, at, column.Count - 1, name, $"The {words} was {Phrase.Number(column.Values[at])} at step {column.Steps[at]}; {broken} of {column.Count} readings are not finite.", broken, lost ? options[s_lasting] : null),
        ];
        StepColumn norm = evidence.StepSeries.GradientNorm;
        int near = Array.FindLastIndex(norm.Times, time => time < column.Times[at]);
        if (name != "gradient_norm" && near >= 0)
        {
            items.Add(StepEvidence.Of(norm, near, near, "gradient_norm", $"The gradient norm was {Phrase.Number(norm.Values[near])} at step {norm.Steps[near]}, just before.", norm.Values[near]));
        }

        StepColumn rate = evidence.StepSeries.LearningRate;
        int rateNear = Array.FindLastIndex(rate.Times, time => time <= column.Times[at]);
        if (rateNear >= 0)
        {
            items.Add(StepEvidence.Of(rate, rateNear, rateNear, "learning_rate", $"The learning rate was {rate.Values[rateNear]:G3}.", rate.Values[rateNear]));
        }

        return new Finding
        {
            RuleId = Description.Id,
            Severity = lost ? Severity.Critical : Severity.Warning,
            Title = lost ? $"Training is lost: {words} is {Phrase.Number(column.Values[^1])}" : $"The {words} was not finite {(broken == 1 ? "once" : $"{broken} times")}",
            Explanation = lost
                ? $"From step {column.Steps[at]} on the {words} is not a finite number, for {tail} readings up to the latest.{was} Weights that became NaN do not recover: every step after it is wasted."
                : $"The {words} was not a finite number in {broken} of {column.Count} readings, first at step {column.Steps[at]}, and recovered.{was} Such batches are skipped at best and spoil the weights at worst.",
            Confidence = lost ? Sureness.Of(tail, 10, tail) : Sureness.Of(broken, 20, 2),
            Evidence = items,
            Remedies = TrainingRemedies.Known(TrainingRemedies.WiderRange(evidence), TrainingRemedies.LowerLearningRate(evidence, 10), TrainingRemedies.ClipGradient(evidence)),
        };
    }
}
