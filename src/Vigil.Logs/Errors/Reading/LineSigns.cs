using System.Buffers;

namespace Vigil.Logs.Errors.Reading;

/// <summary>
/// The first look at a line: most lines of a log hold none of these letters and are not looked at again. Every row's sign
/// holds one of them, or the row would never be asked; tests hold that.
/// </summary>
internal static class LineSigns
{
    /// <summary>Few and long enough to be sought all at once.</summary>
    public static readonly string[] Stems =
    [
        "error", "exception", "traceback", "file \"", "fail", "kill", "nan", "memory", "oom", "cannot", "can't", "could", "unable", "no such", "not found", "not ", "denied",
        "warning", "deprecat", "removed", "overflow", "abort", "signal", "sig", "interrupt", "cancel", "fault", "quota", "no space", "xid", "nccl", "assert", "exit", "timed out",
        "timeout", "invalid", "core dumped", "preempt", "refused", "reached", "exhaust", "terminat", "fatal", "critical", "mismatch", "connection", "thrott", "lost", "fallen",
        "cuda", "version", "missing", "unexpected", "bus ", "limit", "diverg", "finite", "hangup", "illegal", "incompatible", "range", "gpu", "resolve", "ctrl-c", "event", "skip", "cudnn", "entire process",
        "restricted", "incomplete", "no module", "died", "unbound",
    ];

    private static readonly SearchValues<string> s_stems = SearchValues.Create(Stems, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a line may tell of a failure.</summary>
    public static bool MayTell(ReadOnlySpan<char> line) => line.ContainsAny(s_stems);
}
