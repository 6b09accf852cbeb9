using Vigil.Analysis.Findings;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Death.Suspects;

/// <summary>
/// Alive without a step: now, or until somebody put an end to it. Silence alone may be an evaluation; silence in which
/// nothing computes is not.
/// </summary>
internal sealed class HangSuspect : ISuspect
{
    private static readonly int[] s_endedFromOutside = [1, 2, 3, 9, 15];

    public Suspicion? Examine(CaseFile file)
    {
        if (file.Silence.Value is not { IsLong: true } silence || !(file.Evidence.IsLive || WasEndedFromOutside(file)) || !IsTraining(file))
        {
            return null;
        }

        Stillness stillness = Stillness.Observe(file.Evidence, silence.From, silence.To);
        string since = file.LastStep is { } last ? $"since step {last.Step}" : "at all";
        string ended = file.Evidence.IsLive ? "" : " until it was ended";
        var suspicion = new Suspicion(Verdict.Hang, $"Alive without a step {since} for {Phrase.Duration(silence.Seconds)}{ended}. {stillness.Story}")
        {
            At = silence.From,
        };
        string rhythm = silence.RhythmSeconds is { } seconds ? $"; 99 % of its steps came within {Phrase.Duration(seconds)}" : "";
        suspicion.For(0.65, EvidenceItems.Steps(
            $"No step {since} for {Phrase.Duration(silence.Seconds)}{rhythm}.", silence.From, silence.To, silence.Seconds, silence.ThresholdSeconds, "s", file.Evidence.Steps.Count));
        bool isFixedTime = silence.Seconds >= file.Thresholds.StalledSeconds;
        for (int i = 0; i < stillness.Items.Count; i++)
        {
            // Together they say one thing, whether anything worked; the first carries it.
            EvidenceItem item = stillness.Items[i];
            _ = stillness.IsIdle switch
            {
                true => suspicion.For(i == 0 ? 0.6 : 0, item),
                false => suspicion.Against(i > 0 ? 0 : isFixedTime ? 0.15 : 0.4, item),
                null => suspicion.For(0, item),
            };
        }

        if (file.Evidence.Log.LastLines is [.., var line])
        {
            suspicion.For(0, new EvidenceItem { Kind = EvidenceKind.LogLine, Text = $"The last line of the log: {EvidenceItems.Quote(line)}" });
        }

        AddOtherExplanations(suspicion, file, silence);
        return suspicion;
    }

    private static void AddOtherExplanations(Suspicion suspicion, CaseFile file, StepSilence silence)
    {
        RunEvent? death = file.Evidence.EventsOf(EventTypes.WorkerExit).FirstOrDefault(exit =>
            WorkerDeathSuspect.IsDeath(exit) && exit.UnixSeconds >= silence.From - 5 && exit.UnixSeconds < silence.To - 5);
        if (death is not null)
        {
            suspicion.Headline += $" Worker {death.Integer("pid")} had died before.";
            suspicion.Against(file.Evidence.IsLive ? 0 : 0.5, EvidenceItems.Of(death, $"Worker {death.Integer("pid")} died as the silence began: the wait is its consequence."));
        }

        if (file.OtherCause() is { } other)
        {
            suspicion.Against(0.6, EvidenceItems.Of(other));
        }
    }

    private static bool WasEndedFromOutside(CaseFile file) =>
        (file.Signal is { } signal && s_endedFromOutside.Contains(signal)) || file.Primary?.Class == CauseClass.Interrupted
        || (file.Failed && file.Evidence.EventsOf(EventTypes.Signal).Any(item => item.Text("sent_to") is not null && file.EndedAt - item.UnixSeconds <= CaseFile.WindowSeconds));

    /// <summary>A program that never took a step is only known to train when something else says so.</summary>
    private static bool IsTraining(CaseFile file) => file.LastStep is not null
        || file.AnnouncedSteps is not null
        || file.Evidence.Processes(ProcessRoles.Worker).Any()
        || file.Evidence.Of(SubjectKind.GpuProcess).Count > 0;
}
