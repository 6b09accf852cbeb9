using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Rules.Training;

/// <summary>A training ended well by its exit code without having told a single step.</summary>
internal sealed class NoStepRule : IRule
{
    /// <summary>Settings that only a training has.</summary>
    private static readonly TrainingSetting[] s_signs =
    [
        TrainingSetting.LearningRate, TrainingSetting.MaxSteps, TrainingSetting.Optimizer, TrainingSetting.WarmupSteps, TrainingSetting.GradientAccumulation, TrainingSetting.GradientCheckpointing,
    ];

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG087",
        Name = "no_step",
        Title = "Ended without a training step",
        Category = RuleCategory.Training,
        Severity = Severity.Warning,
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (evidence.IsLive || evidence.Run.Outcome is not { Cause: EndCause.Success } outcome)
        {
            return RuleVerdict.NotApplicable("It has not ended with exit code 0.");
        }

        if (evidence.Steps.Any(step => step.Step > 0))
        {
            return RuleVerdict.Quiet;
        }

        if (s_signs.Select(evidence.Settings.Find).FirstOrDefault(occurrence => occurrence is { IsWritten: true }) is not { } setting)
        {
            return RuleVerdict.NotApplicable("Nothing says that it is a training.");
        }

        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = "Exit code 0 without a training step",
            Explanation = $"The program ran for {Phrase.Duration(evidence.DurationSeconds)} and ended with exit code 0, but no step was told. An empty data set, a number of steps already reached, or skipped batches end so; or it prints its progress in a form that is not known here.",
            Confidence = 0.6,
            Evidence =
            [
                new EvidenceItem { Kind = EvidenceKind.Outcome, Text = "Exit code 0, no step.", From = outcome.EndedAt, Value = 0, Unit = Units.One },
                new EvidenceItem { Kind = EvidenceKind.Setting, Text = $"{setting.Place.Path} is {setting.Text}: it is a training.", Subject = setting.Place.Path },
            ],
            Remedies = [new Remedy { Title = "Check that there is something to train on", Action = "Look at the data path, the size of the data set after filtering, and the step to resume from", Impact = "Tells an empty training from a silent one" }],
        });
    }
}
