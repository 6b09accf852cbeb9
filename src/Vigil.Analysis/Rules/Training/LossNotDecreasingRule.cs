using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules.Training;

/// <summary>
/// The loss does not go down: never since the start, or no longer for most of the run. Says so only where the noise would
/// let a change be seen; losses of diffusion models are flat to the eye while they learn.
/// </summary>
internal sealed class LossNotDecreasingRule : IRule
{
    private const double Errors = 3;

    private static readonly Threshold s_steps = new("loss_not_decreasing.steps", 10, 1, 1e9, "Steps over which at least the loss must have failed to go down");
    private static readonly Threshold s_percent = new("loss_not_decreasing.percent", 0.1, 0, 100, "Fall of the loss, per cent, that counts as going down");
    private static readonly Threshold s_visible = new("loss_not_decreasing.visible_percent", 5, 0.01, 100, "Smallest change, per cent of the level, that the noise must let be seen");
    private static readonly Threshold s_readings = new("loss_not_decreasing.readings", 100, 20, 1e6, "Readings wanted before a loss counts as flat");
    private static readonly Threshold s_flatShare = new("loss_not_decreasing.flat_share", 0.7, 0.3, 0.95, "Share of the run without a fall from which on a plateau is told");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG072",
        Name = "loss_not_decreasing",
        Title = "Loss does not decrease",
        Category = RuleCategory.Training,
        Severity = Severity.Warning,
        Thresholds = [s_steps, s_percent, s_visible, s_readings, s_flatShare],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (LossKind.WithoutDirection(evidence) is { } reason)
        {
            return RuleVerdict.NotApplicable(reason);
        }

        int count = evidence.StepSeries.Loss.Finite().Count;
        if (count < options[s_readings] || Curve.Of(evidence.StepSeries.Loss) is not { } curve)
        {
            return RuleVerdict.InsufficientData(LossKind.TooFew("loss", count, (int)options[s_readings]));
        }

        int blocks = curve.Levels.Length;
        int flatFrom = (int)Math.Ceiling(blocks * (1 - options[s_flatShare]));
        int third = Math.Max(1, (blocks - flatFrom) / 3);
        double first = curve.Mean(0, Math.Max(1, Math.Min(third, flatFrom)));
        double early = curve.Mean(flatFrom, flatFrom + third);
        double late = curve.Mean(blocks - third, blocks);
        double scale = Math.Abs(early);
        double error = curve.LevelError * Math.Sqrt(2.0 / third);
        if (scale == 0 || Errors * error > options[s_visible] / 100 * scale)
        {
            return scale == 0 ? RuleVerdict.Quiet : RuleVerdict.InsufficientData(
                $"The loss is too noisy to tell: a change below {Phrase.Percent(Errors * error / scale)} cannot be seen in {count} readings.");
        }

        long steps = Math.Abs(curve.Column.Steps[^1] - curve.Column.Steps[curve.Start(flatFrom)]);
        double least = Math.Max(options[s_percent] / 100 * scale, Errors * error);
        if (early - late >= least || late - early > Errors * error * 3 || steps < options[s_steps])
        {
            // Still falling; or rising, which another rule tells.
            return RuleVerdict.Quiet;
        }

        bool never = first - Math.Min(early, late) < Math.Max(options[s_visible] / 100 * Math.Abs(first), Errors * error);
        int from = never ? 0 : curve.Start(flatFrom);
        StepColumn column = curve.Column;
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = never ? Severity.Warning : Severity.Info,
            Title = never ? "The loss has not gone down since the start" : "The loss reached a plateau",
            Explanation = never
                ? $"Over {count} readings, steps {column.Steps[0]} to {column.Steps[^1]}, the loss stays at {Phrase.Number(late)}, though a change of {Phrase.Percent(Errors * error / scale)} would show. The model learns nothing: look at learning rate, labels, frozen weights."
                : $"Since about step {column.Steps[from]} the loss stays at {Phrase.Number(late)} ({Phrase.Percent(options[s_flatShare])} of the run). Unless something else still improves, the rest of the run buys nothing.",
            Confidence = Sureness.Of(count, 1000, options[s_visible] / 100 * scale / Math.Max(Errors * error, 1e-300)),
            Evidence = [StepEvidence.Of(column, from, column.Count - 1, "loss", $"Loss {Phrase.Number(early)} about step {column.Steps[curve.Start(flatFrom)]} and {Phrase.Number(late)} at step {column.Steps[^1]}.", (early - late) / scale * 100, options[s_percent], "%")],
            Remedies = never
                ? [new Remedy { Title = "Check that the model can learn", Action = "Train on one batch alone until its loss is near 0; if it is not, look at labels, frozen parameters and the learning rate", Impact = "Tells a wrong set-up from a hard task within minutes" }]
                : [new Remedy { Title = "Stop earlier or lower the learning rate", Action = "End the run, or let the learning rate decay from here", Impact = $"Up to {Phrase.Duration(column.Times[^1] - column.Times[from])} of this run were spent on the plateau" }],
        });
    }
}
