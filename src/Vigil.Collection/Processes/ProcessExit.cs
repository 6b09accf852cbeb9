namespace Vigil.Collection.Processes;

/// <summary>How a process ended.</summary>
/// <param name="ExitCode">What it returned, 0 to 255; null when a signal ended it.</param>
/// <param name="Signal">The signal that ended it; null when it exited by itself.</param>
/// <param name="CoreDumped">Whether the kernel wrote a core file.</param>
public readonly record struct ProcessExit(int? ExitCode, int? Signal, bool CoreDumped)
{
    /// <summary>True when it exited by itself with 0.</summary>
    public bool IsSuccess => ExitCode == 0;

    /// <summary>Reads the status word that <c>waitpid</c>, the process connector and <c>/proc/PID/stat</c> share.</summary>
    public static ProcessExit FromWaitStatus(int status)
    {
        int signal = status & 0x7F;
        return signal == 0
            ? new ProcessExit((status >> 8) & 0xFF, null, false)
            : new ProcessExit(null, signal, (status & 0x80) != 0);
    }
}
