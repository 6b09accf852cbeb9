namespace Vigil.Collection.Processes.MacOS;

/// <summary>
/// The calls by which macOS tells about processes, as bytes: what they mean is decided elsewhere, so that captured bytes
/// stand in for a Mac. Every call returns the bytes it wrote, or -1 when it failed: the process is gone, or it is
/// another user's.
/// </summary>
internal interface IMacOSProcesses
{
    /// <summary><c>mach_timebase_info</c>: nanoseconds in one unit of CPU time; 1 on Intel, 125/3 on Apple silicon.</summary>
    double NanosecondsPerUnit { get; }

    /// <summary><c>proc_listpids(PROC_ALL_PIDS)</c>: 32-bit process numbers.</summary>
    /// <param name="buffer">Grown until the answer fits.</param>
    int ReadList(ref byte[] buffer);

    /// <summary><c>proc_pidinfo(PROC_PIDTBSDINFO)</c>: a <see cref="ProcessIdentity"/>.</summary>
    int ReadIdentity(int pid, Span<byte> buffer);

    /// <summary><c>proc_pidinfo(PROC_PIDTASKALLINFO)</c>: a <see cref="ProcessTask"/>.</summary>
    int ReadTask(int pid, Span<byte> buffer);

    /// <summary><c>proc_pid_rusage(RUSAGE_INFO_V2)</c>: a <see cref="ProcessUsage"/>.</summary>
    int ReadUsage(int pid, Span<byte> buffer);

    /// <summary><c>proc_pidinfo(PROC_PIDLISTFDS)</c>: 8 bytes for each open file.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="buffer">Grown until the answer fits.</param>
    int ReadOpenFiles(int pid, ref byte[] buffer);

    /// <summary><c>sysctl(CTL_KERN, KERN_PROCARGS2)</c>: see <see cref="MacOSArguments"/>.</summary>
    int ReadArguments(int pid, Span<byte> buffer);
}
