using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Rules.Training;

/// <summary>Training starts at the full learning rate, and pays for it: the loss first rises, or the gradients start huge.</summary>
internal sealed class WarmUpMissingRule : IRule
{
    private const double EarlyShare = 0.1;

    private static readonly Threshold s_rise = new("warm_up_missing.loss_ratio", 1.5, 1.05, 1000, "Times its first level that the loss must rise to within the first tenth");
    private static readonly Threshold s_gradient = new("warm_up_missing.gradient_ratio", 10, 2, 1e6, "Times its later level that the gradient norm must start at");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG077",
        Name = "warm_up_missing",
        Title = "Unstable start at the full learning rate",
        Category = RuleCategory.Training,
        Severity = Severity.Info,
        Thresholds = [s_rise, s_gradient],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        StepColumn rate = evidence.StepSeries.LearningRate.Finite();
        if (LossKind.WithoutDirection(evidence) is { } reason)
        {
            return RuleVerdict.NotApplicable(reason);
        }

        if (rate.Count == 0)
        {
            return RuleVerdict.NotApplicable("No learning rate was told.");
        }

        StepColumn loss = evidence.StepSeries.Loss.Finite();
        if (loss.Count < 100)
        {
            return RuleVerdict.InsufficientData(LossKind.TooFew("loss", loss.Count, 100));
        }

        // A window of a live run, or a resumed one, does not show the beginning.
        bool begins = loss.Steps[0] <= loss.Count && evidence.From <= evidence.Run.Start.StartedAt && !evidence.EventsOf(Core.Events.EventTypes.ResumedFrom).Any();
        if (!begins || rate.Values[0] < 0.99 * rate.Values.Max())
        {
            return RuleVerdict.Quiet;
        }

        int early = Math.Max(10, (int)(loss.Count * EarlyShare));
        int group = Math.Max(3, early / 10);
        double first = Quantiles.Median(loss.Values.AsSpan()[..group]);
        double highest = first;
        for (int i = group; i + group <= early; i += group)
        {
            highest = Math.Max(highest, Quantiles.Median(loss.Values.AsSpan()[i..(i + group)]));
        }

        double late = Quantiles.Median(loss.Values.AsSpan()[^early..]);
        bool lossRises = first > 0 && highest >= options[s_rise] * first && late < highest / options[s_rise];
        StepColumn norm = evidence.StepSeries.GradientNorm.Finite();
        double normStart = norm.Count >= 100 ? Quantiles.Median(norm.Values.AsSpan()[..10]) : double.NaN;
        double normLate = norm.Count >= 100 ? Quantiles.Median(norm.Values.AsSpan()[(norm.Count / 2)..]) : double.NaN;
        bool gradientsHuge = normStart > options[s_gradient] * normLate && normStart > options[s_gradient];
        if (!lossRises)
        {
            return RuleVerdict.Quiet;
        }

        List<EvidenceItem> items = [StepEvidence.Of(loss, 0, early - 1, "loss", $"Loss {Phrase.Number(first)} at first, up to {Phrase.Number(highest)} within {early} readings, {Phrase.Number(late)} at the end.", highest, options[s_rise] * first)];
        if (gradientsHuge)
        {
            items.Add(StepEvidence.Of(norm, 0, 9, "gradient_norm", $"Gradient norm {Phrase.Number(normStart)} at first, {Phrase.Number(normLate)} later.", normStart, options[s_gradient] * normLate));
        }

        items.Add(StepEvidence.Of(rate, 0, 0, "learning_rate", $"The first learning rate told, {rate.Values[0]:G3}, is the highest.", rate.Values[0]));
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Info,
            Title = "Unstable start at the full learning rate",
            Explanation = $"Training began at its highest learning rate, and the loss first rose from {Phrase.Number(first)} to {Phrase.Number(highest)} before it fell. A rate that rises over the first steps avoids that.",
            Confidence = Sureness.Of(early, 100, highest / (options[s_rise] * first)) - (gradientsHuge ? 0 : 0.1),
            Evidence = items,
            Remedies = [TrainingRemedies.WarmUp(evidence)],
        });
    }
}
