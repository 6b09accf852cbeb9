using System.Globalization;
using System.Text.RegularExpressions;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Training;

namespace Vigil.Analysis.Rules.Training;

/// <summary>Training went on from a checkpoint, and the first step after it is not the one that follows.</summary>
internal sealed partial class ResumeStepRule : IRule
{
    private static readonly Threshold s_steps = new("resume_step.steps", 10, 0, 1e9, "Steps by which the first step may differ, or the interval between told steps where that is more");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG081",
        Name = "resume_step",
        Title = "Resumed at the wrong step",
        Category = RuleCategory.Training,
        Severity = Severity.Warning,
        Thresholds = [s_steps],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (evidence.EventsOf(EventTypes.ResumedFrom).LastOrDefault() is not { } resumed)
        {
            return RuleVerdict.NotApplicable("Nothing was resumed.");
        }

        if (StepOf(resumed) is not { } from)
        {
            return RuleVerdict.InsufficientData("The checkpoint that was resumed from does not tell its step.");
        }

        int first = -1;
        for (int i = 0; i < evidence.Steps.Count; i++)
        {
            // Bars are drawn at 0, or at the resumed step, before the first step is done.
            if (evidence.Steps[i].UnixSeconds >= resumed.UnixSeconds && evidence.Steps[i].Step > 0)
            {
                first = i;
                break;
            }
        }

        if (first < 0)
        {
            return RuleVerdict.InsufficientData("No step was told after the resumption.");
        }

        StepReading step = evidence.Steps[first];
        double allowed = Math.Max(options[s_steps], 2 * Interval(evidence.Steps, first));
        double off = Math.Abs(step.Step - from);
        if (off <= allowed)
        {
            return RuleVerdict.Quiet;
        }

        bool anew = step.Step <= allowed;
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = $"Resumed from step {from}, went on at {step.Step}",
            Explanation = $"The checkpoint is of step {from}, the first step told after it is {step.Step}. "
                + (anew ? "The counter began anew: learning-rate schedule, warm-up and the end of training are likely to be wrong, unless that is meant." : "Steps were left out or done twice; schedule and data order may not match the weights."),
            Confidence = anew ? 0.75 : 0.85,
            Evidence =
            [
                new EvidenceItem { Kind = EvidenceKind.Event, Text = $"Resumed from step {from}: {resumed.Text("text") ?? resumed.Type}", Subject = resumed.Type, From = resumed.UnixSeconds, Value = from, Unit = Units.One },
                new EvidenceItem { Kind = EvidenceKind.Steps, Text = $"First step afterwards: {step.Step}, {Phrase.Number(off)} away.", From = step.UnixSeconds, Value = step.Step, Threshold = from + allowed, Unit = Units.One, Count = 1 },
            ],
            Remedies = [new Remedy { Title = "Restore the whole state of training", Action = "Load optimiser, scheduler and step counter with the weights (resume from the checkpoint's folder, not from its weights alone)", Impact = "Learning rate and data go on where they were" }],
        });
    }

    /// <summary>The step of the checkpoint: as told, else read from its name; null when neither says.</summary>
    private static long? StepOf(RunEvent resumed)
    {
        if (resumed.Text("text") is { } text)
        {
            MatchCollection matches = StepInName().Matches(text);
            if (matches.Count > 0 && long.TryParse(matches[^1].Groups["step"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long named))
            {
                return named;
            }
        }

        return resumed.Integer("step");
    }

    /// <summary>Usual difference of the numbers of steps told one after the other.</summary>
    private static double Interval(IReadOnlyList<StepReading> steps, int from)
    {
        double[] differences = [.. steps.Skip(from).Take(64).Zip(steps.Skip(from + 1), (before, after) => (double)(after.Step - before.Step)).Where(difference => difference > 0)];
        return differences.Length == 0 ? 1 : Quantiles.Median(differences);
    }

    /// <summary><c>checkpoint-500</c>, <c>step=500</c>, <c>global_step500</c>, <c>iter_0000500</c>, <c>my_lora_000000500.safetensors</c>.</summary>
    [GeneratedRegex(@"(?:checkpoint|ckpt|step|iter|iteration)s?[-_=: ]{0,2}(?<step>\d{1,12})(?![\d.]*\d*e)|_(?<step>\d{6,12})(?=\.\w)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StepInName();
}
