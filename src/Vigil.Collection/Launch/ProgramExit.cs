namespace Vigil.Collection.Launch;

/// <summary>How a program ended and what it used, itself and the children it waited for.</summary>
public sealed record ProgramExit
{
    /// <summary>Its exit code, 0 to 255; null when a signal ended it or its status was lost.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended it; null when it exited by itself.</summary>
    public int? Signal { get; init; }

    /// <summary>Whether a core dump was written.</summary>
    public bool CoreDumped { get; init; }

    /// <summary>CPU time in user mode.</summary>
    public TimeSpan UserTime { get; init; }

    /// <summary>CPU time in the kernel.</summary>
    public TimeSpan SystemTime { get; init; }

    /// <summary>Largest resident memory of any one of its processes, in bytes; 0 when not known.</summary>
    public long MaxResidentBytes { get; init; }

    /// <summary>Page faults that needed no reading.</summary>
    public long MinorFaults { get; init; }

    /// <summary>Page faults that had to read from disk or swap.</summary>
    public long MajorFaults { get; init; }

    /// <summary>The exit code a shell would show: <see cref="ExitCode"/>, or 128 + n for signal n; null when the status was lost.</summary>
    public int? ShellCode => ExitCode ?? (Signal is { } signal ? 128 + signal : null);
}
