using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Runs;

namespace Vigil.Collection.Recording.Ending;

/// <summary>
/// Says how a program ended and why, from its exit, the kernel's out-of-memory kills, GPU allocation failures in its
/// output, and the signals that went through Vigil. The full death certificate is the analysis' work; this is what the
/// recorder can state at once with its evidence.
/// </summary>
internal static class EndClassifier
{
    /// <summary>A kill this long before the end can still be its cause: the main process notices a dead worker late.</summary>
    private const double OomWindowSeconds = 60;

    private const int SignalInterrupt = 2;
    private const int SignalKill = 9;
    private const int ShellSignalBase = 128;

    public static RunOutcome Classify(ProgramEnd end, RunJournal journal)
    {
        // A shell that ran the program reports a signal as 128 + n.
        int? signal = end.Signal
            ?? (end.ExitCode is > ShellSignalBase and < ShellSignalBase + 65 ? end.ExitCode - ShellSignalBase : null);
        bool failed = signal is not null || end.ExitCode is not (null or 0);
        (EndCause cause, string explanation) = (failed, signal) switch
        {
            (true, _) when LatestKill(journal, EventTypes.CgroupOom, end, signal) is { } kill =>
                (EndCause.CgroupOom, DescribeKill(kill, end, "its control group reached its memory limit")),
            (true, _) when LatestKill(journal, EventTypes.HostOom, end, signal) is { } kill =>
                (EndCause.HostOom, DescribeKill(kill, end, "the machine ran out of memory")),
            (true, _) when Recent(journal, EventTypes.CudaOom, end).LastOrDefault() is { } oom =>
                (EndCause.CudaOom, $"A GPU allocation failed, then the program ended with {DescribeExit(end)}{((oom.Text("text") ?? oom.Text("message")) is { } said ? $": {said}" : ".")}"),
            (true, SignalInterrupt) => (EndCause.Interrupted, $"Interrupted ({DescribeSignal(SignalInterrupt, end, journal)})."),
            (true, { } number) => (EndCause.Signal, $"Ended by {DescribeSignal(number, end, journal)}."),
            (true, null) => (EndCause.Error, $"The program ended with {DescribeExit(end)}."),
            _ when end.ExitCode is null => (EndCause.Unknown, "The program is gone; its exit code is not known."),
            _ => (EndCause.Success, "The program ended with exit code 0."),
        };
        return new RunOutcome
        {
            State = RunState.Finished,
            EndedAt = end.UnixSeconds,
            ExitCode = end.ExitCode ?? (end.Signal is { } killed ? ShellSignalBase + killed : null),
            Signal = end.Signal,
            Cause = cause,
            Explanation = explanation,
        };
    }

    /// <summary>
    /// The kill that explains the end. One of the program's own group counts always (the observer made sure of it). One
    /// of the machine's counts when its victim was in the tree; when no victim is named, only for a program that was
    /// itself killed. Another program's death explains nothing.
    /// </summary>
    private static RunEvent? LatestKill(RunJournal journal, string type, ProgramEnd end, int? signal) =>
        Recent(journal, type, end).LastOrDefault(kill =>
            type == EventTypes.CgroupOom
            || (kill.Integer("pid") is { } pid ? pid == end.ProcessId || IsTrue(kill, "in_tree") : signal == SignalKill));

    private static IEnumerable<RunEvent> Recent(RunJournal journal, string type, ProgramEnd end) =>
        journal.Events(type).Where(runEvent => end.UnixSeconds - runEvent.UnixSeconds <= OomWindowSeconds);

    private static string DescribeKill(RunEvent kill, ProgramEnd end, string why)
    {
        long? pid = kill.Integer("pid");
        string? name = kill.Text("name");
        string victim = pid is null ? "a process of the program"
            : pid == end.ProcessId ? $"the program (process {pid}, {name})"
            : $"process {pid} ({name})";
        string evidence = kill.Text("source") ?? "kernel";
        return $"The kernel killed {victim} because {why} [{evidence}].";
    }

    private static string DescribeSignal(int number, ProgramEnd end, RunJournal journal)
    {
        string name = SignalNames.Of(number);
        if (journal.Events(EventTypes.Signal).LastOrDefault(crash => crash.Integer("pid") == end.ProcessId) is { } crash)
        {
            return $"{name}, sent by the kernel: {crash.Text("kernel")}";
        }

        PassedSignal passed = end.PassedOn.LastOrDefault(candidate => candidate.Number == number);
        return passed.Number == number
            ? $"{name}, which was sent to Vigil and passed on"
            : number == SignalKill
                ? $"{name}, sent by another process or by the kernel; no out-of-memory kill was counted"
                : name;
    }

    private static string DescribeExit(ProgramEnd end) =>
        end.Signal is { } signal ? SignalNames.Of(signal) : $"exit code {end.ExitCode}";

    // Details may come from the program itself, which can report events of any name and shape.
    private static bool IsTrue(RunEvent runEvent, string key) =>
        runEvent.Details?[key] is JsonValue value && value.TryGetValue(out bool flag) && flag;
}
