using System.Text.Json.Nodes;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Rules.Storage;

/// <summary>Much work is lost if the run dies now: no checkpoint for a long time, or none at all.</summary>
internal sealed class CheckpointIntervalRule : IRule
{
    private static readonly Threshold s_minutes = new("checkpoint_interval.minutes", 120, 1, 1e6, "Minutes of training without a checkpoint from which on it is told");
    private static readonly Threshold s_aim = new("checkpoint_interval.aim_minutes", 30, 1, 1e6, "Minutes between checkpoints that are advised");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG064",
        Name = "checkpoint_interval",
        Title = "Much work without a checkpoint",
        Category = RuleCategory.Storage,
        Severity = Severity.Warning,
        Thresholds = [s_minutes, s_aim],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (evidence.Steps.Count < 2)
        {
            return RuleVerdict.NotApplicable("No steps were told: there is no work to lose.");
        }

        if (evidence.Run.Outcome is { Cause: EndCause.Success })
        {
            return RuleVerdict.Quiet;
        }

        IReadOnlyList<double> saved = Checkpoints.Times(evidence);
        double first = Math.Min(evidence.Steps[0].UnixSeconds, evidence.To);
        double last = evidence.Steps[^1].UnixSeconds;

        // What matters now is the time since the last; what will matter again is the usual interval.
        double atRisk = last - (saved.Count == 0 ? first : saved[^1]);
        double longest = atRisk;
        for (int i = 0; i < saved.Count; i++)
        {
            longest = Math.Max(longest, saved[i] - (i == 0 ? first : saved[i - 1]));
        }

        if (longest < options[s_minutes] * 60)
        {
            return RuleVerdict.Quiet;
        }

        double perStep = Checkpoints.SecondsPerStep(evidence);
        long? every = perStep > 0 ? Math.Max(1, (long)Math.Round(options[s_aim] * 60 / perStep)) : null;
        every = every > 20 ? every / 10 * 10 : every;
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = saved.Count == 0 ? $"No checkpoint in {Phrase.Duration(atRisk)}" : $"Up to {Phrase.Duration(longest)} between checkpoints",
            Explanation = (saved.Count == 0
                ? $"In {Phrase.Duration(atRisk)} of training no line told of a checkpoint."
                : $"{saved.Count} checkpoints were told of, {Phrase.Duration(longest)} apart at the most; the last one is {Phrase.Duration(atRisk)} older than the last step.")
                + " If the run dies, that work is done again.",
            Confidence = saved.Count == 0 ? 0.6 : 0.85,
            Evidence = [new EvidenceItem { Kind = EvidenceKind.Event, Text = $"{saved.Count} events of saved checkpoints; longest stretch without one {Phrase.Duration(longest)}.", Subject = EventTypes.CheckpointSaved, From = saved.Count == 0 ? first : saved[^1], To = last, Value = longest, Threshold = options[s_minutes] * 60, Unit = Units.Seconds, Count = saved.Count }],
            Remedies =
            [
                new Remedy
                {
                    Title = "Save checkpoints more often",
                    Action = every is { } steps ? $"Save every {steps} steps, about every {options[s_aim]} minutes" : $"Save about every {options[s_aim]} minutes",
                    Impact = $"At most {options[s_aim]} minutes are lost instead of {Phrase.Duration(longest)}",
                    Setting = every is null ? null : TrainingSetting.SaveEvery,
                    Value = every is null ? null : JsonValue.Create(every.Value),
                },
            ],
        });
    }
}
