using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Rules.Training;

/// <summary>Training goes on although the validation loss has long stopped to improve.</summary>
internal sealed class OvertrainingRule : IRule
{
    private static readonly Threshold s_patience = new("overtraining.patience_evaluations", 10, 2, 1000, "Evaluations in a row without an improvement");
    private static readonly Threshold s_percent = new("overtraining.percent", 0.1, 0, 100, "Improvement, per cent of the best, that counts as one");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG079",
        Name = "overtraining",
        Title = "Validation loss no longer improves",
        Category = RuleCategory.Training,
        Severity = Severity.Info,
        Thresholds = [s_patience, s_percent],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (ValidationLosses.Find(evidence) is not (var name, { } validation))
        {
            return RuleVerdict.NotApplicable("No validation loss was told.");
        }

        int patience = (int)options[s_patience];
        if (validation.Count <= patience)
        {
            return RuleVerdict.InsufficientData($"{validation.Count} evaluations; {patience + 1} are wanted.");
        }

        int best = 0;
        for (int i = 1; i < validation.Count; i++)
        {
            if (validation.Values[best] - validation.Values[i] > options[s_percent] / 100 * Math.Abs(validation.Values[best]))
            {
                best = i;
            }
        }

        int since = validation.Count - 1 - best;
        if (since < patience)
        {
            return RuleVerdict.Quiet;
        }

        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Info,
            Title = $"No better {name} for {since} evaluations",
            Explanation = $"{name} was best, {Phrase.Number(validation.Values[best])}, at step {validation.Steps[best]}; the {since} evaluations since, over {Phrase.Duration(validation.Times[^1] - validation.Times[best])}, were no better. The rest of the training bought nothing that validation shows.",
            Confidence = Sureness.Of(since, 2 * patience, since / (double)patience),
            Evidence = [StepEvidence.Of(validation, best, validation.Count - 1, name, $"Best {name} at step {validation.Steps[best]}, {since} evaluations before the latest.", since, patience)],
            Remedies =
            [
                new Remedy
                {
                    Title = "Stop when validation stops",
                    Action = $"Use early stopping with a patience of {patience}, or set the number of steps to about {validation.Steps[best]}",
                    Impact = $"Would have saved {Phrase.Duration(validation.Times[^1] - validation.Times[best])}",
                    Setting = TrainingSetting.MaxSteps,
                    Value = System.Text.Json.Nodes.JsonValue.Create(validation.Steps[best]),
                },
            ],
        });
    }
}
