using Vigil.Analysis.Findings;
using Vigil.Core.Events;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Death.Suspects;

/// <summary>A signal of the program's own making: it touched memory it may not, or gave up.</summary>
internal sealed class CrashSuspect : ISuspect
{
    private const int Abort = 6;

    public Suspicion? Examine(CaseFile file)
    {
        if (!IsCrash(file.Signal))
        {
            return null;
        }

        int signal = file.Signal!.Value;
        RunEvent? kernel = file.Evidence.EventsOf(EventTypes.Signal).LastOrDefault(item => item.Text("kernel") is not null && file.IsNearEnd(item.UnixSeconds)
            && (file.Process(item.Integer("pid")) is not null || item.Details?["in_tree"] is System.Text.Json.Nodes.JsonValue value && value.TryGetValue(out bool inTree) && inTree));
        string where = kernel?.Text("kernel") is { } words ? $": {EvidenceItems.Quote(words)}" : "";
        var suspicion = new Suspicion(Verdict.Crash, $"The program crashed with {SignalNames.Of(signal)} ({Meaning(signal)}){where}.") { At = kernel?.UnixSeconds ?? file.EndedAt };
        suspicion.For(0.75, file.DescribeEnd());
        if (kernel is not null)
        {
            suspicion.For(0.6, EvidenceItems.Of(kernel, $"The kernel says: {EvidenceItems.Quote(kernel.Text("kernel")!)}"));
        }

        foreach (RunEvent gpu in file.Evidence.Events.Where(item => item.Type is EventTypes.GpuXid or EventTypes.GpuLost && file.IsNearEnd(item.UnixSeconds)))
        {
            suspicion.For(0.3, EvidenceItems.Of(gpu, $"{(gpu.Type == EventTypes.GpuLost ? "A GPU stopped answering" : "A GPU reported an error")}{((gpu.Text("kernel") ?? gpu.Text("reason")) is { } said ? $": {EvidenceItems.Quote(said)}" : "")}."));
        }

        if (file.Primary is { } primary)
        {
            suspicion.LogCause = primary;

            // Abort is how C++ ends over an exception: the log then knows better what it was.
            _ = signal == Abort && primary.Class != CauseClass.UnknownError
                ? suspicion.Against(0.6, EvidenceItems.Of(primary))
                : suspicion.For(0.1, EvidenceItems.Of(primary));
        }

        return suspicion;
    }

    /// <summary>Signals that a program raises by its own fault: SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV, SIGSYS.</summary>
    public static bool IsCrash(int? signal) => signal is 4 or 5 or Abort or 7 or 8 or 11 or 31;

    private static string Meaning(int signal) => signal switch
    {
        4 => "an instruction that this processor does not know",
        Abort => "it gave up by itself",
        7 => "memory that could not be backed",
        8 => "an arithmetic error",
        11 => "memory that it may not touch",
        _ => "by its own fault",
    };
}
