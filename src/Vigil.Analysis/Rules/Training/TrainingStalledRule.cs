using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Training;

namespace Vigil.Analysis.Rules.Training;

/// <summary>No step for much longer than this training ever took between two.</summary>
internal sealed class TrainingStalledRule : IRule
{
    private const int MinIntervals = 5;

    private static readonly Threshold s_seconds = new("training_stalled.seconds", 1800, 10, 864_000, "Seconds without a step that are a stall whatever the rhythm");
    private static readonly Threshold s_leastSeconds = new("training_stalled.least_seconds", 60, 1, 864_000, "Seconds without a step that are never a stall");
    private static readonly Threshold s_ofLongest = new("training_stalled.of_longest", 3, 1, 1000, "Times the longest pause so far that a silence must last");
    private static readonly Threshold s_ofUsual = new("training_stalled.of_usual", 20, 2, 100_000, "Times the usual step interval that a silence must last");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG080",
        Name = "training_stalled",
        Title = "No training step for too long",
        Category = RuleCategory.Training,
        Severity = Severity.Critical,
        Thresholds = [s_seconds, s_leastSeconds, s_ofLongest, s_ofUsual],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        IReadOnlyList<StepReading> steps = evidence.Steps;
        if (steps.Count == 0)
        {
            return RuleVerdict.NotApplicable("No step was told.");
        }

        StepReading last = steps[^1];
        bool complete = last.TotalSteps is { } total && last.Step >= total;
        bool endedItself = evidence.Run.Outcome is { Cause: EndCause.Success or EndCause.Error };
        if (complete || endedItself)
        {
            return RuleVerdict.Quiet;
        }

        double silence = evidence.To - last.UnixSeconds - Stopped(evidence, last.UnixSeconds);
        double limit = Limit(steps, options);
        if (silence < limit)
        {
            return RuleVerdict.Quiet;
        }

        double? busy = Busy(evidence, last.UnixSeconds);
        string doing = busy switch
        {
            null => "",
            < 0.05 => " Its processes did nothing in that time: they wait for something that does not come.",
            { } cores => $" Its processes used {Phrase.Number(cores)} cores in that time.",
        };
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Critical,
            Title = $"No step for {Phrase.Duration(silence)}",
            Explanation = $"The last step, {last.Step}, was told {Phrase.Duration(silence)} before {(evidence.IsLive ? "now" : "the end")}; by its own rhythm this training was due for another within {Phrase.Duration(limit)}.{doing}",
            Confidence = Sureness.Of(steps.Count, 100, silence / limit),
            Evidence =
            [
                new EvidenceItem { Kind = EvidenceKind.Steps, Text = $"Step {last.Step} was the last, {Phrase.Duration(silence)} before {(evidence.IsLive ? "now" : "the end")}.", From = last.UnixSeconds, To = evidence.To, Value = silence, Threshold = limit, Unit = Units.Seconds, Count = steps.Count },
            ],
            Remedies = [new Remedy { Title = "See what it waits for", Action = "Look at the stacks of the processes (py-spy dump --pid PID); a rank that waits in a collective operation has lost another one", Impact = "Tells a deadlock from slow storage; the run can be ended and resumed from its last checkpoint" }],
        });
    }

    private static double Limit(IReadOnlyList<StepReading> steps, RuleOptions options)
    {
        List<double> pauses = [];
        double longest = 0;
        int stride = Math.Max(1, steps.Count / 4096);
        for (int i = 1; i < steps.Count; i++)
        {
            double pause = steps[i].UnixSeconds - steps[i - 1].UnixSeconds;
            longest = Math.Max(longest, pause);
            if (pause > 0 && i % stride == 0)
            {
                pauses.Add(pause);
            }
        }

        if (pauses.Count < MinIntervals)
        {
            return options[s_seconds];
        }

        double usual = Quantiles.Median([.. pauses]);
        double byRhythm = Math.Max(options[s_ofLongest] * longest, Math.Max(options[s_ofUsual] * usual, options[s_leastSeconds]));

        // A training whose steps take hours has a rhythm of its own.
        return Math.Max(Math.Min(byRhythm, options[s_seconds]), 2 * usual);
    }

    /// <summary>Seconds after an instant in which the program was stopped on purpose.</summary>
    private static double Stopped(RunEvidence evidence, double since)
    {
        double stopped = 0;
        double? from = null;
        foreach (RunEvent runEvent in evidence.Events)
        {
            if (runEvent.Type == EventTypes.Stopped)
            {
                from = Math.Max(since, runEvent.UnixSeconds);
            }
            else if (runEvent.Type == EventTypes.Continued && from is { } start)
            {
                stopped += Math.Max(0, runEvent.UnixSeconds - start);
                from = null;
            }
        }

        return stopped + (from is { } open ? evidence.To - open : 0);
    }

    /// <summary>Cores used by all processes since an instant; null when nothing tells.</summary>
    private static double? Busy(RunEvidence evidence, double since)
    {
        double cores = 0;
        bool known = false;
        foreach (SubjectSeries process in evidence.Of(SubjectKind.Process))
        {
            int first = Array.FindIndex(process.Times, time => time >= since);
            if (first < 0 || first == process.Count - 1)
            {
                continue;
            }

            double used = process.Values(ProcessMetrics.CpuUser)[^1] + process.Values(ProcessMetrics.CpuSystem)[^1]
                - process.Values(ProcessMetrics.CpuUser)[first] - process.Values(ProcessMetrics.CpuSystem)[first];
            double seconds = evidence.To - since;
            if (used >= 0 && seconds > 0)
            {
                cores += used / seconds;
                known = true;
            }
        }

        return known ? cores : null;
    }
}
