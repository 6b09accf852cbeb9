using Vigil.Analysis.Death.Suspects;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Death;

/// <summary>
/// Says how a run ended. Every suspect is examined on its own; of those that convince, the one that stands first in the list
/// is the primary cause, since the list puts causes before what they cause: a worker killed by the kernel for want of memory
/// is a matter of memory, a SIGKILL by hand after an hour of silence one of the silence.
/// </summary>
public static class DeathCertificateBuilder
{
    /// <summary>From here a suspicion convinces.</summary>
    private const double Convincing = 0.5;

    /// <summary>Below this even the best suspicion is no verdict.</summary>
    private const double Weak = 0.3;

    private static readonly ISuspect[] s_causesBeforeEffects =
    [
        new MemoryKillSuspect(),
        new FullSpaceSuspect(),
        new CudaOomSuspect(),
        new HangSuspect(),
        new InterruptionSuspect(),
        new CrashSuspect(),
        new WorkerDeathSuspect(),
        new DivergenceSuspect(),
        new ErrorSuspect(),
        new KillSuspect(),
        new CompletionSuspect(),
    ];

    private static readonly ISuspect[] s_whileItLives = [new HangSuspect(), new DivergenceSuspect()];

    /// <summary>Makes the certificate; drawn once per evidence.</summary>
    /// <param name="evidence">The run, finished or not.</param>
    /// <param name="thresholds">When silence is a hang; null for the defaults.</param>
    public static DeathCertificate Build(RunEvidence evidence, HangThresholds? thresholds = null) =>
        evidence.Conclude(thresholds ?? HangThresholds.Default, static (evidence, thresholds) => Draw(new CaseFile(evidence, thresholds)));

    private static DeathCertificate Draw(CaseFile file) => (file.Evidence.Run.State, file.Evidence.Run.Outcome?.Cause) switch
    {
        (RunState.Running, _) => Choose(file, s_whileItLives) is { Confidence: >= Convincing } trouble ? trouble.ToCertificate(file) : Running(file),
        (RunState.Detached, _) => Simple(file, Verdict.Detached, "Recording ended while the program went on.", 0.95),
        (_, EndCause.NotStarted) => Simple(file, Verdict.NotStarted, file.Evidence.Run.Outcome?.Explanation ?? "The program could not be started.", 0.99),
        (RunState.RecorderKilled, _) or (_, EndCause.RecorderKilled) => RecorderKilled(file),
        _ => Choose(file, s_causesBeforeEffects) is { Confidence: >= Weak } cause ? cause.ToCertificate(file) : Unknown(file),
    };

    private static Suspicion? Choose(CaseFile file, ISuspect[] suspects)
    {
        Suspicion? best = null;
        foreach (ISuspect suspect in suspects)
        {
            if (suspect.Examine(file) is not { } suspicion)
            {
                continue;
            }

            if (suspicion.Confidence >= Convincing)
            {
                return suspicion;
            }

            best = suspicion.Confidence > (best?.Confidence ?? 0) ? suspicion : best;
        }

        return best;
    }

    private static DeathCertificate Simple(CaseFile file, Verdict verdict, string headline, double confidence) => new()
    {
        Verdict = verdict,
        Headline = headline,
        Confidence = confidence,
        For = [EvidenceItems.Outcome(headline, file.EndedAt)],
        At = verdict == Verdict.NotStarted ? file.EndedAt : null,
        Step = file.LastStep?.Step,
    };

    private static DeathCertificate Running(CaseFile file)
    {
        bool isStopped = file.Evidence.Events.LastOrDefault(item => item.Type is EventTypes.Stopped or EventTypes.Continued)?.Type == EventTypes.Stopped;
        string where = file.LastStep is { } last ? $" at step {last.Step}{(file.AnnouncedSteps is { } total ? $" of {total}" : "")}" : "";
        EvidenceItem item = file.LastStep is { } step
            ? EvidenceItems.Steps($"The last step, {step.Step}, came {Phrase.Duration(Math.Max(0, file.EndedAt - step.UnixSeconds))} ago.", step.UnixSeconds, value: step.Step, count: file.Evidence.Steps.Count)
            : EvidenceItems.Outcome("The program is alive; no step was seen.", file.EndedAt);
        return Simple(file, Verdict.Running, isStopped ? $"Stopped by job control{where}." : $"Running{where}.", 0.9) with { For = [item] };
    }

    private static DeathCertificate RecorderKilled(CaseFile file)
    {
        string did = file.LastStep is { } last ? $"the program was at step {last.Step}{(file.AnnouncedSteps is { } total ? $" of {total}" : "")}"
            : "the program had taken no step";
        var items = new List<EvidenceItem> { EvidenceItems.Outcome("No end was recorded, and the recorder is gone.", file.EndedAt) };
        if (file.LastStep is { } step)
        {
            items.Add(EvidenceItems.Steps($"Last step recorded: {step.Step}.", null, step.UnixSeconds, step.Step, file.AnnouncedSteps, "1", file.Evidence.Steps.Count));
        }

        double memoryTotal = CaseFile.LastValue(file.Evidence.System, SystemMetrics.MemoryTotal);
        double available = CaseFile.LastValue(file.Evidence.System, SystemMetrics.MemoryAvailable);
        string memory = "";
        if (available / memoryTotal < 0.05)
        {
            memory = $" The machine had {Phrase.Bytes(available)} of memory left: it may have run out.";
            items.Add(EvidenceItems.Samples(SystemMetrics.MemoryAvailable.Name, $"{Phrase.Bytes(available)} of {Phrase.Bytes(memoryTotal)} of memory were left.", file.EndedAt, null, available, 0.05 * memoryTotal, "By"));
        }

        if (file.Primary is { } line)
        {
            items.Add(EvidenceItems.Of(line));
        }

        string headline = $"The recorder was killed: how the program ended was not seen. When last seen, {did}.{memory}";
        return Simple(file, Verdict.RecorderKilled, headline, 0.9) with { For = items, At = file.EndedAt, LogCause = file.Primary };
    }

    private static DeathCertificate Unknown(CaseFile file) =>
        Simple(file, Verdict.Unknown, "The evidence does not tell how it ended.", 0.5) with { For = [file.DescribeEnd()] };
}
