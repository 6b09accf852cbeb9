using Vigil.Analysis.Findings;
using Vigil.Core.Events;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Death.Suspects;

/// <summary>A data-loading worker died, and nothing bigger explains why.</summary>
internal sealed class WorkerDeathSuspect : ISuspect
{
    private const int SignalKill = 9;

    public Suspicion? Examine(CaseFile file)
    {
        LogFinding? line = file.Says(CauseClass.DataloaderWorkerDied);

        // An exception that a worker passed on to its parent is an error; the worker lived.
        bool isPassedOn = line?.Message.Contains("Caught ", StringComparison.Ordinal) == true;
        RunEvent? death = file.Evidence.EventsOf(EventTypes.WorkerExit).FirstOrDefault(exit => IsDeath(exit) && file.IsNearEnd(exit.UnixSeconds));

        // Workers of a program that dies by a signal itself die with it.
        bool isOwnDeath = death is not null && (file.Signal is null || death.UnixSeconds < file.EndedAt - 1);
        if (!file.MayHaveFailed || ((line is null || isPassedOn) && !isOwnDeath))
        {
            return null;
        }

        long? pid = death?.Integer("pid");
        string how = death?.Integer("signal") is { } signal ? $" of {SignalNames.Of((int)signal)}" : "";
        var suspicion = new Suspicion(Verdict.WorkerDied, $"Data-loading worker{(pid is null ? "" : $" {pid}")} died{how}{(line is null ? "" : $": {EvidenceItems.Quote(line.Message)}")}.")
        {
            LogCause = line,
            At = death?.UnixSeconds ?? line?.Timestamp ?? file.EndedAt,
        };
        if (line is not null && !isPassedOn)
        {
            suspicion.For(file.Weigh(line), EvidenceItems.Of(line));
        }

        if (isOwnDeath)
        {
            suspicion.For(0.7, EvidenceItems.Of(death!, $"Worker {pid} was ended by {SignalNames.Of((int)death!.Integer("signal")!)} {Phrase.Duration(Math.Max(0, file.EndedAt - death.UnixSeconds))} before the program ended."));
            if (death.Integer("signal") == SignalKill)
            {
                suspicion.Against(0, EvidenceItems.Outcome("No kill for want of memory was seen: who sent SIGKILL is not known.", death.UnixSeconds));
            }
        }

        return file.OtherCause() is { } other ? suspicion.Against(0.6, EvidenceItems.Of(other)) : suspicion;
    }

    /// <summary>An end that no worker chooses: a crash or a kill; a parent that ends its workers sends SIGTERM.</summary>
    public static bool IsDeath(RunEvent exit) => exit.Integer("signal") is { } signal && (signal == SignalKill || CrashSuspect.IsCrash((int)signal));
}
