using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Sampling;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Death.Suspects;

/// <summary>
/// The program ended with exit code 0, which says that it ended, not that it did what it set out to do: success, or one
/// that only looks so.
/// </summary>
internal sealed class CompletionSuspect : ISuspect
{
    /// <summary>Ending with fewer of the announced steps than this share is not what was meant.</summary>
    private const double FarShort = 0.9;

    /// <summary>Skipped batches that matter, as a share of the steps.</summary>
    private const double ManySkipped = 0.1;

    /// <summary>An error so close to the end of the log was its last word.</summary>
    private const int LastWordLines = 30;

    private static readonly string[] s_earlyStopWords = ["early stop", "early_stop", "earlystop", "stopping early", "stopped early", "did not improve", "no improvement", "converged", "target reached"];

    public Suspicion? Examine(CaseFile file)
    {
        if (file.Failed || file.Evidence.Run.Outcome is null)
        {
            return null;
        }

        var falseSuccess = new Suspicion(Verdict.FalseSuccess, "") { At = file.EndedAt };
        string? shortfall = AddMissingSteps(falseSuccess, file) ?? AddSkippedBatches(falseSuccess, file) ?? AddLastWords(falseSuccess, file);
        if (shortfall is not null && falseSuccess.Confidence >= 0.5)
        {
            string code = file.ExitCode is 0 ? "Exit code 0" : "It ended";
            falseSuccess.Headline = $"{code}, but {shortfall}.";
            return falseSuccess.For(0, file.DescribeEnd());
        }

        return Success(file);
    }

    private static Suspicion? Success(CaseFile file)
    {
        string steps = file.LastStep is { } last ? $" after step {last.Step}{(file.AnnouncedSteps is { } total ? $" of {total}" : "")}" : "";
        var suspicion = new Suspicion(Verdict.Success, $"It ended with exit code 0{steps}.");
        if (file.IsEndKnown)
        {
            suspicion.For(0.7, file.DescribeEnd());
        }
        else if (file.DidAllSteps && file.Primary is null)
        {
            suspicion.Headline = $"It ended{steps}; its exit code was not seen.";
            suspicion.Against(0.2, file.DescribeEnd());
        }
        else
        {
            return null;
        }

        if (file.DidAllSteps)
        {
            suspicion.For(0.8, EvidenceItems.Steps($"All {file.AnnouncedSteps} steps that it announced were taken.", null, file.LastStep!.UnixSeconds, file.LastStep.Step, file.AnnouncedSteps, "1", file.Evidence.Steps.Count));
        }
        else if (file.LastStep is { } lastStep)
        {
            suspicion.For(0.3, EvidenceItems.Steps($"It got to step {lastStep.Step}.", null, lastStep.UnixSeconds, lastStep.Step, null, "1", file.Evidence.Steps.Count));
        }

        if (file.Primary is null)
        {
            suspicion.For(0.3, new EvidenceItem { Kind = EvidenceKind.LogLine, Text = "Its log tells of no error." });
        }
        else
        {
            suspicion.Against(0.1, EvidenceItems.Of(file.Primary));
        }

        long skipped = Skipped(file).Count;
        return skipped == 0 ? suspicion
            : suspicion.Against(0.1, EvidenceItems.Steps($"{skipped} GPU allocation{(skipped == 1 ? "" : "s")} failed on the way.", value: skipped, unit: "1"));
    }

    private static string? AddMissingSteps(Suspicion suspicion, CaseFile file)
    {
        if (file.LastStep is { } last)
        {
            if (file.AnnouncedSteps is not { } total || last.Step >= FarShort * total)
            {
                return null;
            }

            suspicion.For(last.Step < total / 2 ? 0.75 : 0.65, EvidenceItems.Steps($"It ended at step {last.Step} of {total}.", null, last.UnixSeconds, last.Step, FarShort * total, "1", file.Evidence.Steps.Count));
            if (file.Evidence.Log.LastLines.FirstOrDefault(line => s_earlyStopWords.Any(word => line.Contains(word, StringComparison.OrdinalIgnoreCase))) is { } stopped)
            {
                suspicion.Against(0.8, new EvidenceItem { Kind = EvidenceKind.LogLine, Text = $"It says that it stopped early on purpose: {EvidenceItems.Quote(stopped)}" });
            }

            AddSkippedBatches(suspicion, file);
            AddLastWords(suspicion, file);
            return $"it ended at step {last.Step} of {total}";
        }

        bool isAnnounced = file.AnnouncedSteps is > 0;
        LogFinding? line = file.Primary;
        (long oom, _) = Skipped(file);
        if (!isAnnounced && oom == 0 && line is null && !file.Evidence.Processes(ProcessRoles.Worker).Any())
        {
            return null;
        }

        if (isAnnounced)
        {
            SettingOccurrence? setting = file.Evidence.Settings.Find(TrainingSetting.MaxSteps);
            suspicion.For(0.7, EvidenceItems.Setting(setting?.Place.Path ?? "steps", $"{file.AnnouncedSteps} steps were to be taken, and none was.", file.AnnouncedSteps));
        }

        AddSkippedBatches(suspicion, file);
        AddLastWords(suspicion, file);
        suspicion.For(0.3, EvidenceItems.Steps("No step was completed.", value: 0, unit: "1", count: 0));
        return oom > 0 ? $"no step was completed: {oom} GPU allocations failed" : line is null ? "no step was completed" : $"no step was completed: {EvidenceItems.Quote(line.Message)}";
    }

    private static string? AddSkippedBatches(Suspicion suspicion, CaseFile file)
    {
        (long skipped, RunEvent? latest) = Skipped(file);
        int steps = file.Evidence.Steps.Count;
        if (latest is null || skipped < ManySkipped * steps)
        {
            return null;
        }

        suspicion.For(0.7, EvidenceItems.Of(latest, $"{skipped} batches were given up because a GPU allocation failed; {steps} steps were recorded.", skipped, ManySkipped * steps, "1"));
        return $"{skipped} batches were skipped because the GPU was out of memory";
    }

    /// <summary>Allocations that failed and were passed over; those answered by a smaller batch were not.</summary>
    private static (long Count, RunEvent? Latest) Skipped(CaseFile file)
    {
        (long count, RunEvent? latest) = (0, null);
        foreach (RunEvent failed in file.Evidence.EventsOf(EventTypes.CudaOom).Where(item => !IsAnsweredBySmallerBatch(file, item)))
        {
            count += 1 + (failed.Integer("left_out") ?? 0);
            latest = failed;
        }

        return (count, latest);
    }

    private static bool IsAnsweredBySmallerBatch(CaseFile file, RunEvent failed) =>
        failed.Text("text")?.Contains("Reducing", StringComparison.OrdinalIgnoreCase) == true
        || file.Evidence.EventsOf(EventTypes.BatchSizeChange).Any(change => change.UnixSeconds >= failed.UnixSeconds - 1 && change.UnixSeconds <= failed.UnixSeconds + CaseFile.WindowSeconds);

    private static string? AddLastWords(Suspicion suspicion, CaseFile file)
    {
        LogReport log = file.Evidence.Log;
        if (log.Primary is not { } line || line.Class == CauseClass.Interrupted)
        {
            return null;
        }

        // Followed by steps, or by much talk, it was got over.
        bool isLast = line.Line > log.Lines - LastWordLines - line.Stack.Count
            && !(line.Step is { } step && file.LastStep?.Step > step + 1)
            && !(line.Timestamp is { } time && file.AnyStepAfter(time + 1));
        if (!isLast)
        {
            return null;
        }

        suspicion.For((file.DidAllSteps ? 0.55 : 0.75) * line.Confidence, EvidenceItems.Of(line));
        suspicion.LogCause = line;
        return $"the log's last word is an error: {EvidenceItems.Quote(line.Message)}";
    }
}
