using System.Text.Json.Nodes;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Storage;

/// <summary>Saving checkpoints takes a good part of the time.</summary>
internal sealed class CheckpointOverheadRule : IRule
{
    private const int MinCheckpoints = 3;

    private static readonly Threshold s_percent = new("checkpoint_overhead.percent", 5, 0.1, 100, "Per cent of the training time that checkpoints may take");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG065",
        Name = "checkpoint_overhead",
        Title = "Checkpoints take too much time",
        Category = RuleCategory.Storage,
        Severity = Severity.Warning,
        Thresholds = [s_percent],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        IReadOnlyList<double> saved = Checkpoints.Times(evidence);
        if (saved.Count == 0)
        {
            return RuleVerdict.NotApplicable("No checkpoint was saved.");
        }

        double[] pauses = Checkpoints.Pauses(evidence, saved);
        if (pauses.Length < MinCheckpoints)
        {
            return RuleVerdict.InsufficientData($"{pauses.Length} checkpoints between steps; {MinCheckpoints} are wanted.");
        }

        double seconds = evidence.Steps[^1].UnixSeconds - evidence.Steps[0].UnixSeconds;
        double spent = pauses.Sum();
        double share = spent / seconds;
        if (!(share * 100 >= options[s_percent]))
        {
            return RuleVerdict.Quiet;
        }

        double each = spent / pauses.Length;
        double perStep = Checkpoints.SecondsPerStep(evidence);

        // So that saving takes 1 %.
        long? every = perStep > 0 ? Math.Max(1, (long)Math.Ceiling(each * 99 / perStep)) : null;
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = share * 100 >= 2 * options[s_percent] ? Severity.Warning : Severity.Info,
            Title = $"Checkpoints take {Phrase.Percent(share)} of the time",
            Explanation = $"Training stood still for {Phrase.Duration(each)} at each of {pauses.Length} checkpoints, {Phrase.Duration(spent)} of {Phrase.Duration(seconds)} in all ({Phrase.Percent(share)}).",
            Confidence = Sureness.Of(pauses.Length, 10, share * 100 / options[s_percent]),
            Evidence = [new EvidenceItem { Kind = EvidenceKind.Steps, Text = $"Pauses of {Phrase.Duration(pauses.Min())} to {Phrase.Duration(pauses.Max())} between the steps about {pauses.Length} checkpoints.", Subject = EventTypes.CheckpointSaved, From = saved[0], To = saved[^1], Value = share * 100, Threshold = options[s_percent], Unit = Units.Percent, Count = pauses.Length }],
            Remedies =
            [
                new Remedy
                {
                    Title = "Save less often, or in the background",
                    Action = every is { } steps ? $"Save every {steps} steps" : "Save less often",
                    Impact = $"Saves up to {Phrase.Percent(share - 0.01)} of the time; more work is lost if the run dies",
                    Setting = every is null ? null : TrainingSetting.SaveEvery,
                    Value = every is null ? null : JsonValue.Create(every.Value),
                    Effect = new Effect { Quantity = "throughput", Unit = Units.Percent, Low = 0, Expected = 100 * (share - 0.01) / (1 - share + 0.01), High = 100 * share / (1 - share), Basis = $"measured: pauses at {pauses.Length} checkpoints", IsMeasured = true },
                },
            ],
        });
    }
}
