using Vigil.Logs.Errors.Patterns;

namespace Vigil.Logs.Errors.Reading;

/// <summary>
/// The first look at a line: most lines of a log hold none of these letters and are not looked at again. Every row's sign
/// holds one of them, or the row would never be asked; tests hold that.
/// </summary>
internal static class LineSigns
{
    /// <summary>In small letters; three at least.</summary>
    public static readonly string[] Stems =
    [
        "error", "exception", "traceback", "file \"", "fail", "kill", "nan", "memory", "oom", "cannot", "can't", "could not", "unable", "no such", "not found", "denied",
        "warning", "deprecat", "removed", "overflow", "abort", "signal", "sig", "interrupt", "cancel", "fault", "quota", "no space", "xid", "nccl", "assert", "exit", "timed out",
        "timeout", "invalid", "core dumped", "preempt", "refused", "exhaust", "terminat", "fatal", "critical", "mismatch", "connection", "thrott", "lost", "fallen",
        "cuda driver", "nvidia driver", "cuda cap", "version", "missing", "unexpected", "limit", "diverg", "finite", "hangup", "illegal", "incompatible", "range", "resolve", "ctrl-c", "skip", "cudnn", "entire process",
        "restricted", "incomplete", "no module", "died", "unbound", "overheat", "badzip",
    ];

    private static readonly SignIndex s_stems = new([Stems]);

    /// <summary>Whether a line may tell of a failure.</summary>
    public static bool MayTell(ReadOnlySpan<char> line) => s_stems.HoldsAny(line);
}
