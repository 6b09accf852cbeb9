using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Training;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>The run ended before its time, and what it did since its last checkpoint is lost.</summary>
internal sealed class LostWorkRule : IRule
{
    private static readonly Threshold s_lost = new("lost_work.seconds", 300, 0, 604_800, "Time of training since the last checkpoint from which its loss is told, seconds.");
    private static readonly Threshold s_interval = new("lost_work.target_seconds", 600, 10, 604_800, "Time between checkpoints to recommend, seconds.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG110",
        Name = "lost_work",
        Title = "Steps lost since the last checkpoint",
        Category = RuleCategory.Ending,
        Severity = Severity.Warning,
        Thresholds = [s_lost, s_interval],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        DeathCertificate certificate = DeathCertificateBuilder.Build(evidence, HangRule.Thresholds(options));
        if (certificate.Verdict is Verdict.Running or Verdict.Detached or Verdict.Unknown or Verdict.NotStarted)
        {
            return RuleVerdict.NotApplicable("The run goes on, or how it ended is not known.");
        }

        if (certificate.Verdict == Verdict.Success || evidence.Steps is not [var first, .., var last])
        {
            return RuleVerdict.Quiet;
        }

        RunEvent? saved = evidence.EventsOf(EventTypes.CheckpointSaved).LastOrDefault();
        double from = saved?.UnixSeconds ?? first.UnixSeconds;
        int steps = evidence.Steps.Count(step => step.UnixSeconds > from);
        long lostSteps = last.Step - (evidence.Steps.LastOrDefault(step => step.UnixSeconds <= from)?.Step ?? first.Step);
        double seconds = Math.Max(0, last.UnixSeconds - from);
        if (seconds < options[s_lost] || steps == 0 || lostSteps <= 0)
        {
            return RuleVerdict.Quiet;
        }

        string since = saved is null ? "no checkpoint was seen" : $"the last checkpoint was written {Phrase.Duration(seconds)} before its last step";
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = Description.Title,
            Explanation = $"The run ended at step {last.Step}, and {since}: {lostSteps} steps, {Phrase.Duration(seconds)} of training, must be done again. Checkpoints cost little against that.",

            // Some programs save without a word; a checkpoint that was seen shows that this one speaks.
            Confidence = saved is null ? 0.6 : 0.9,
            Evidence = [EvidenceItems.Steps($"{lostSteps} steps after {(saved is null ? "the first" : "the last checkpoint")}.", from, last.UnixSeconds, seconds, options[s_lost], "s", steps)],
            Remedies = [.. Remedies(evidence, certificate, lostSteps / seconds, options[s_interval])],
        });
    }

    private static IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate, double stepsPerSecond, double targetSeconds)
    {
        long every = Rounded(stepsPerSecond * targetSeconds);
        double? now = evidence.Settings.Find(TrainingSetting.SaveEvery)?.Number;
        if (!(now <= every))
        {
            yield return new Remedy
            {
                Title = "Save more often",
                Action = $"Save every {every} steps",
                Impact = $"At {stepsPerSecond:0.##} steps/s an interruption then costs at most {Phrase.Duration(every / stepsPerSecond)}.",
                Setting = TrainingSetting.SaveEvery,
                Value = every,
            };
        }

        if (certificate.Verdict == Verdict.Interrupted)
        {
            yield return new Remedy
            {
                Title = "Save when asked to stop",
                Action = "Write a checkpoint when SIGTERM or SIGINT arrives",
                Impact = "Schedulers send it some time before they kill: nothing is lost then.",
            };
        }
    }

    /// <summary>Down to one of 1, 2, 5, 10, 20, 50…, as people set it; at least 1.</summary>
    private static long Rounded(double steps)
    {
        long unit = 1;
        while (unit * 10 <= steps)
        {
            unit *= 10;
        }

        return steps >= unit * 5 ? unit * 5 : steps >= unit * 2 ? unit * 2 : unit;
    }
}
