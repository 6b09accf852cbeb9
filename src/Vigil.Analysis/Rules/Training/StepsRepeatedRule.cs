using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Metrics;
using Vigil.Core.Training;

namespace Vigil.Analysis.Rules.Training;

/// <summary>The number of the step went back: work is done twice, or the training began anew within one run.</summary>
internal sealed class StepsRepeatedRule : IRule
{
    private static readonly Threshold s_steps = new("steps_repeated.steps", 10, 1, 1e9, "Steps by which the number must go back");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG086",
        Name = "steps_repeated",
        Title = "Steps are repeated",
        Category = RuleCategory.Training,
        Severity = Severity.Warning,
        Thresholds = [s_steps],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        IReadOnlyList<StepReading> steps = evidence.Steps;
        if (steps.Count == 0)
        {
            return RuleVerdict.NotApplicable("No step was told.");
        }

        long repeated = 0;
        List<(StepReading Before, StepReading After)> jumps = [];
        var latest = new StepReading?[(int)StepSource.DotNet + 1];
        foreach (StepReading step in steps)
        {
            // Sources count side by side; each is held against itself.
            int source = Math.Clamp((int)step.Source, 0, latest.Length - 1);
            if (latest[source] is { } before && before.Step - step.Step >= options[s_steps] && !BeginsEpoch(before, step))
            {
                jumps.Add((before, step));
                repeated += before.Step - step.Step;
            }

            latest[source] = step;
        }

        if (jumps.Count == 0)
        {
            return RuleVerdict.Quiet;
        }

        // Many jumps are a way of counting (several bars, phases), not an accident.
        if (jumps.Count > 10 || jumps.Count > steps.Count / 10)
        {
            return RuleVerdict.Quiet;
        }

        (StepReading first, StepReading firstAfter) = jumps[0];
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = $"Training went back by {repeated} steps",
            Explanation = $"{(jumps.Count == 1 ? "Once" : $"{jumps.Count} times")} the number of the step went back, first from {first.Step} to {firstAfter.Step}. A restart by the launcher, or a return to a checkpoint, repeats work; {repeated} steps were done twice.",
            Confidence = Sureness.Of(jumps.Count, 3, repeated / options[s_steps]),
            Evidence =
            [
                .. jumps.Take(5).Select(jump => new EvidenceItem { Kind = EvidenceKind.Steps, Text = $"After step {jump.Before.Step} came step {jump.After.Step}.", From = jump.Before.UnixSeconds, To = jump.After.UnixSeconds, Value = jump.Before.Step - jump.After.Step, Threshold = options[s_steps], Unit = Units.One }),
            ],
            Remedies = [new Remedy { Title = "Find out who restarted it", Action = "Look at the output about that time for a failed rank or a rollback; save checkpoints more often if restarts are expected", Impact = "Less work is done twice" }],
        });
    }

    /// <summary>A counter that starts over with each epoch.</summary>
    private static bool BeginsEpoch(StepReading before, StepReading after) =>
        after.Epoch is { } epoch && before.Epoch is { } earlier ? epoch > earlier : after.Step <= 1 && (after.Epoch is not null || before.Epoch is null);
}
