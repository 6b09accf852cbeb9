using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Rules.Training;

/// <summary>The loss on validation data rises while the one on training data falls.</summary>
internal sealed class OverfittingRule : IRule
{
    private const int MinEvaluations = 5;

    private static readonly Threshold s_ratio = new("overfitting.ratio", 0.1, 0.001, 100, "Share by which the validation loss must lie above the training loss, and above its own best");
    private static readonly Threshold s_evaluations = new("overfitting.evaluations", 3, 1, 1000, "Latest evaluations that must all lie so far above the best");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG078",
        Name = "overfitting",
        Title = "Validation loss rises while training loss falls",
        Category = RuleCategory.Training,
        Severity = Severity.Warning,
        Thresholds = [s_ratio, s_evaluations],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (ValidationLosses.Find(evidence) is not (var name, { } validation))
        {
            return RuleVerdict.NotApplicable("No validation loss was told.");
        }

        StepColumn training = evidence.StepSeries.Loss.Finite();
        int wanted = Math.Max(MinEvaluations, (int)options[s_evaluations] + 1);
        if (validation.Count < wanted || training.Count < 2 * wanted)
        {
            return RuleVerdict.InsufficientData($"{validation.Count} evaluations and {training.Count} readings of the training loss; {wanted} and {2 * wanted} are wanted.");
        }

        int best = Array.IndexOf(validation.Values, validation.Values.Min());
        double lowest = validation.Values[best];
        int latest = (int)options[s_evaluations];
        if (best >= validation.Count - latest)
        {
            return RuleVerdict.Quiet;
        }

        double now = Quantiles.Median(validation.Values.AsSpan()[^latest..]);
        double least = validation.Values[^latest..].Min();
        double trainingThen = Around(training, validation.Times[best]);
        double trainingNow = Around(training, validation.Times[^1]);

        // The rise must be more than how evaluations scatter.
        double scatter = RobustScale.ToStandardDeviation * Quantiles.Median([.. validation.Values.Skip(1).Zip(validation.Values, (after, before) => Math.Abs(after - before))]);
        double above = options[s_ratio] * Math.Abs(lowest);
        if (least - lowest < Math.Max(above, scatter) || now - trainingNow < options[s_ratio] * Math.Abs(trainingNow) || trainingNow > trainingThen)
        {
            return RuleVerdict.Quiet;
        }

        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = $"Overfitting since step {validation.Steps[best]}",
            Explanation = $"{name} was best, {Phrase.Number(lowest)}, at step {validation.Steps[best]} and is {Phrase.Number(now)} now ({Phrase.Percent((now - lowest) / Math.Abs(lowest))} worse), while the training loss went from {Phrase.Number(trainingThen)} to {Phrase.Number(trainingNow)}. The model learns its training data by heart; the checkpoint about step {validation.Steps[best]} is the better one.",
            Confidence = Sureness.Of(validation.Count, 20, (least - lowest) / above),
            Evidence =
            [
                StepEvidence.Of(validation, best, validation.Count - 1, name, $"{name} from {Phrase.Number(lowest)} at step {validation.Steps[best]} to {Phrase.Number(now)}; the latest {latest} evaluations all lie above {Phrase.Number(least)}.", now, lowest + above),
                StepEvidence.Of(training, 0, training.Count - 1, "loss", $"Training loss {Phrase.Number(trainingThen)} then, {Phrase.Number(trainingNow)} now.", trainingNow),
            ],
            Remedies =
            [
                new Remedy
                {
                    Title = "Stop earlier",
                    Action = $"Set the number of steps to about {validation.Steps[best]}, or stop when {name} no longer falls",
                    Impact = $"Saves {Phrase.Duration(validation.Times[^1] - validation.Times[best])} and keeps the better model",
                    Setting = TrainingSetting.MaxSteps,
                    Value = System.Text.Json.Nodes.JsonValue.Create(validation.Steps[best]),
                },
                new Remedy { Title = "Regularise", Action = "Add data, augmentation, dropout or weight decay, or train fewer parameters", Impact = "Training loss falls more slowly, validation loss further" },
            ],
        });
    }

    /// <summary>Median of the twenty readings about an instant.</summary>
    private static double Around(StepColumn column, double time)
    {
        int at = Array.BinarySearch(column.Times, time);
        int middle = at < 0 ? ~at : at;
        int from = Math.Clamp(middle - 10, 0, Math.Max(0, column.Count - 20));
        return Quantiles.Median(column.Values.AsSpan()[from..Math.Min(column.Count, from + 20)]);
    }
}
