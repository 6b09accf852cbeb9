using System.Text.Json.Nodes;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Training;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>The program ran out of device memory and went on: with a smaller batch, or by skipping batches.</summary>
internal sealed class OomRecoveredRule : IRule
{
    private static readonly Threshold s_skipped = new("oom_recovered.skipped_batches", 1, 1, 1e6, "Skipped or retried batches from which on they are told");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG056",
        Name = "oom_recovered",
        Title = "Batches skipped or reduced for want of memory",
        Category = RuleCategory.Memory,
        Severity = Severity.Warning,
        Thresholds = [s_skipped],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        RunEvent[] ooms = [.. evidence.EventsOf(EventTypes.CudaOom)];
        RunEvent[] reductions = [.. evidence.EventsOf(EventTypes.BatchSizeChange).Where(change => change.Text("text") is not null && change.Integer("to") is not null && !(change.Integer("from") < change.Integer("to")))];
        if (ooms.Length == 0 && reductions.Length == 0)
        {
            return RuleVerdict.NotApplicable("No allocation failed, and no batch was reduced.");
        }

        double lastStep = evidence.Steps.Count == 0 ? double.NegativeInfinity : evidence.Steps[^1].UnixSeconds;
        RunEvent[] survived = [.. ooms.Where(oom => oom.UnixSeconds < lastStep)];
        if (reductions.Length > 0)
        {
            return Reduced(evidence, reductions, survived.Length);
        }

        // A failure that no step followed is how the run ended, which is told elsewhere.
        return survived.Length >= options[s_skipped] ? Skipped(evidence, survived, options[s_skipped]) : RuleVerdict.Quiet;
    }

    private RuleVerdict Reduced(RunEvidence evidence, RunEvent[] reductions, int survived)
    {
        long chosen = reductions[^1].Integer("to")!.Value;
        long? wanted = reductions[0].Integer("from") ?? (long?)evidence.Settings.Find(TrainingSetting.BatchSize)?.Number;
        string from = wanted is { } first ? $" from {first}" : "";
        StepReading? after = evidence.Steps.FirstOrDefault(step => step.UnixSeconds > reductions[^1].UnixSeconds);
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = $"The program chose batch size {chosen}",
            Explanation = $"For want of memory the program reduced its batch size{from} to {chosen}, in {reductions.Length} {(reductions.Length == 1 ? "stage" : "stages")}. {(after is null ? "No step followed." : $"It trained on with {chosen} from step {after.Step}.")} The learning rate was most likely meant for the larger batch.",
            Confidence = 0.95,
            Evidence =
            [
                .. reductions.Take(5).Select(change => new EvidenceItem { Kind = EvidenceKind.Event, Text = change.Text("text")!, Subject = change.Type, From = change.UnixSeconds, Value = change.Integer("to"), Unit = Units.One, Count = survived > 0 ? survived : null }),
            ],
            Remedies =
            [
                new Remedy
                {
                    Title = $"Start with batch size {chosen}",
                    Action = $"Set batch_size: {chosen}{(wanted > chosen ? $" and accumulate gradients over {(wanted.Value + chosen - 1) / chosen} batches" : "")}",
                    Impact = "No time is lost finding it again, and the learning rate can be chosen for it",
                    Setting = TrainingSetting.BatchSize,
                    Value = JsonValue.Create(chosen),
                },
            ],
        });
    }

    private RuleVerdict Skipped(RunEvidence evidence, RunEvent[] survived, double threshold)
    {
        long left = survived.Sum(oom => oom.Integer("left_out") ?? 0);
        long count = survived.Length + left;
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = $"{count} times out of GPU memory, and it went on",
            Explanation = $"{count} times an allocation on the GPU failed and training went on, first {Phrase.Duration(survived[0].UnixSeconds - evidence.From)} after the start. The batches in question, mostly the largest ones, were skipped or tried again: the model never learns from them.",
            Confidence = Sureness.Of((int)count, 10, count / threshold),
            Evidence =
            [
                .. survived.Take(5).Select(oom => new EvidenceItem { Kind = EvidenceKind.Event, Text = oom.Text("text") ?? "An allocation on the GPU failed.", Subject = oom.Type, From = oom.UnixSeconds }),
            ],
            Remedies = [.. MemoryRemedies.SmallerModel(evidence)],
        });
    }
}
