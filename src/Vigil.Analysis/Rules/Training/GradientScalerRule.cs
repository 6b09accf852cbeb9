using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Rules.Training;

/// <summary>The scale that keeps 16-bit gradients in range has sunk to its minimum, or steps are skipped all the time.</summary>
internal sealed class GradientScalerRule : IRule
{
    private const string AtMinimum = "loss scale already at minimum";

    private static readonly Threshold s_scale = new("gradient_scaler.scale", 1, 0, 1e9, "Loss scale at or below which it is at its minimum");
    private static readonly Threshold s_skipped = new("gradient_scaler.skipped_share", 0.05, 0, 1, "Share of steps skipped for overflow from which on it is no longer its normal search");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG084",
        Name = "gradient_scaler",
        Title = "Gradient scaler at its minimum",
        Category = RuleCategory.Training,
        Severity = Severity.Critical,
        Thresholds = [s_scale, s_skipped],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (evidence.EventsOf(EventTypes.Nan).FirstOrDefault(nan => nan.Text("text")?.Contains(AtMinimum, StringComparison.OrdinalIgnoreCase) == true) is { } said)
        {
            return Report(evidence, Severity.Critical, "The gradient scaler is at its minimum",
                "The program says that its loss scale is already at the minimum: gradients overflow whatever the scale, so they are broken, not just large.",
                0.95,
                new EvidenceItem { Kind = EvidenceKind.Event, Text = said.Text("text") ?? said.Type, Subject = said.Type, From = said.UnixSeconds });
        }

        StepColumn scale = Scale(evidence);
        LogFinding[] overflows = [.. evidence.Log.Warnings.Where(warning => warning.Class == CauseClass.GradientScalerOverflow)];
        if (scale.Count == 0 && overflows.Length == 0)
        {
            return RuleVerdict.NotApplicable("No loss scaling was seen.");
        }

        int tail = 0;
        while (tail < scale.Count && scale.Values[^(tail + 1)] <= options[s_scale])
        {
            tail++;
        }

        // A scale that was 1 all along is one that is not used.
        if (tail >= 3 && tail < scale.Count)
        {
            return Report(evidence, Severity.Critical, "The gradient scaler is at its minimum",
                $"The loss scale sank from {Phrase.Number(scale.Values.Max())} to {Phrase.Number(scale.Values[^1])} and stays there since step {scale.Steps[^tail]}: gradients overflow whatever the scale.",
                Sureness.Of(tail, 20, tail),
                StepEvidence.Of(scale, scale.Count - tail, scale.Count - 1, "loss_scale", $"Loss scale {Phrase.Number(scale.Values[^1])} from step {scale.Steps[^tail]} on.", scale.Values[^1], options[s_scale]));
        }

        int skipped = overflows.Sum(overflow => overflow.Count);
        int steps = evidence.Steps.Count;
        if (steps < Curve.MinReadings || skipped < 10 || skipped < options[s_skipped] * steps)
        {
            return RuleVerdict.Quiet;
        }

        return Report(evidence, Severity.Warning, $"{skipped} steps were skipped for overflow",
            $"{skipped} overflows in {steps} steps told ({Phrase.Percent(skipped / (double)steps)}). Now and then the scaler probes for a larger scale; this often it throws work away.",
            Sureness.Of(skipped, 50, skipped / (options[s_skipped] * steps)),
            new EvidenceItem { Kind = EvidenceKind.LogLine, Text = overflows[0].Message, From = overflows[0].Timestamp, Value = skipped, Threshold = options[s_skipped] * steps, Unit = Units.One, Count = skipped });
    }

    private static StepColumn Scale(RunEvidence evidence)
    {
        foreach ((string name, StepColumn column) in evidence.StepSeries.Others)
        {
            string plain = name.Replace('_', ' ');
            if (plain.Contains("loss scale", StringComparison.OrdinalIgnoreCase) || plain.Contains("grad scale", StringComparison.OrdinalIgnoreCase))
            {
                return column.Finite();
            }
        }

        return StepColumn.Empty;
    }

    private RuleVerdict Report(RunEvidence evidence, Severity severity, string title, string explanation, double confidence, EvidenceItem item) => RuleVerdict.Fired(new Finding
    {
        RuleId = Description.Id,
        Severity = severity,
        Title = title,
        Explanation = explanation,
        Confidence = confidence,
        Evidence = [item],
        Remedies = TrainingRemedies.Known(TrainingRemedies.WiderRange(evidence), TrainingRemedies.LowerLearningRate(evidence, 10), TrainingRemedies.ClipGradient(evidence)),
    });
}
