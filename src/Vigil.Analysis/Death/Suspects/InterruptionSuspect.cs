using Vigil.Analysis.Findings;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Death.Suspects;

/// <summary>Somebody or something asked the program to stop: Ctrl-C, a scheduler, a closed terminal.</summary>
internal sealed class InterruptionSuspect : ISuspect
{
    /// <summary>A program may take this long to put its things in order after it was asked, seconds.</summary>
    private const double GraceSeconds = 600;

    private const int Hangup = 1;
    private const int Interrupt = 2;
    private const int Quit = 3;
    private const int Terminate = 15;
    private static readonly string[] s_schedulerWords = ["CANCELLED", "TIME LIMIT", "PREEMPT", "slurmstepd"];

    public Suspicion? Examine(CaseFile file)
    {
        RunEvent? asked = file.Evidence.EventsOf(EventTypes.Signal).LastOrDefault(item =>
            IsAsking((int?)item.Integer("signal")) && item.Text("sent_to") is not null && file.EndedAt - item.UnixSeconds <= GraceSeconds);
        LogFinding? line = file.Says(CauseClass.Interrupted);
        bool isSignal = IsAsking(file.Signal);
        if ((asked is null && line is null && !isSignal) || (!file.MayHaveFailed && asked is null))
        {
            return null;
        }

        int? signal = (int?)asked?.Integer("signal") ?? (isSignal ? file.Signal : null);
        string by = By(asked, line, signal);
        string at = file.LastStep is { } last ? $" at step {last.Step}{(file.AnnouncedSteps is { } total ? $" of {total}" : "")}" : "";
        var suspicion = new Suspicion(Verdict.Interrupted, $"Interrupted{at} by {by}.") { LogCause = line, At = asked?.UnixSeconds ?? line?.Timestamp ?? file.EndedAt };
        if (asked is not null)
        {
            suspicion.For(0.8, EvidenceItems.Of(asked, $"{SignalNames.Of((int)asked.Integer("signal")!)} was sent to Vigil, which passed it on."));
        }

        if (isSignal)
        {
            suspicion.For(0.65, file.DescribeEnd());
        }
        else if (file.Evidence.Run.Outcome?.Cause == EndCause.Interrupted)
        {
            suspicion.For(0.3, EvidenceItems.Outcome("The recorder saw it end as interrupted.", file.EndedAt));
        }

        if (line is not null)
        {
            suspicion.For(file.Weigh(line), EvidenceItems.Of(line));
        }

        if (!file.Failed && file.DidAllSteps)
        {
            suspicion.Against(0.7, EvidenceItems.Steps($"It had taken all of its {file.AnnouncedSteps} steps and ended with exit code 0.", value: file.LastStep?.Step, threshold: file.AnnouncedSteps));
        }

        if (file.OtherCause() is { } other)
        {
            suspicion.Against(asked is null ? 0.5 : 0.3, EvidenceItems.Of(other));
        }

        return suspicion;
    }

    public static bool IsAsking(int? signal) => signal is Hangup or Interrupt or Quit or Terminate;

    private static string By(RunEvent? asked, LogFinding? line, int? signal)
    {
        string name = signal is { } number ? SignalNames.Of(number) : "an interruption";
        return line is not null && s_schedulerWords.Any(word => line.Message.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? $"the scheduler: {EvidenceItems.Quote(line.Message)}"
            : (asked, signal) switch
            {
                (not null, Interrupt) => "Ctrl-C or a SIGINT sent to Vigil, which passed it on",
                (not null, Hangup) => "the terminal that was closed (SIGHUP, passed on by Vigil)",
                (not null, _) => $"{name}, sent to Vigil by a scheduler, a person or the system, and passed on",
                (null, Interrupt) => "Ctrl-C in its terminal, or SIGINT from another process",
                (null, Hangup) => "the terminal that was closed (SIGHUP)",
                (null, not null) => $"{name} from another process, not by way of Vigil",
                _ => "what its log says",
            };
    }
}
