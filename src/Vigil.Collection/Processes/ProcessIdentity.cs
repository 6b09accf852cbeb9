using Vigil.Collection.Files;
using Vigil.Collection.Processes.Linux;

namespace Vigil.Collection.Processes;

/// <summary>A process beyond the reuse of its number.</summary>
/// <param name="Pid">Its number.</param>
/// <param name="StartTicks">Its start, clock ticks (1/100 s) since boot; does not move with the clock.</param>
public readonly record struct ProcessIdentity(int Pid, long StartTicks)
{
    /// <summary>Reads the identity of a process from <c>/proc</c>.</summary>
    /// <returns>Null when there is no such process or it is hidden.</returns>
    public static ProcessIdentity? TryRead(HostPaths paths, int pid)
    {
        using var file = KernelFile.TryOpen(paths.Proc($"{pid}/stat"));
        Span<byte> buffer = stackalloc byte[2048];
        int length = file?.Read(buffer) ?? 0;
        return length > 0 && ProcStat.TryParse(buffer[..length], out ProcStat stat) ? new ProcessIdentity(pid, stat.StartTicks) : null;
    }

    /// <summary>Whether this very process still runs; a zombie does not.</summary>
    public bool IsAlive(HostPaths paths)
    {
        using var file = KernelFile.TryOpen(paths.Proc($"{Pid}/stat"));
        Span<byte> buffer = stackalloc byte[2048];
        int length = file?.Read(buffer) ?? 0;
        return length > 0 && ProcStat.TryParse(buffer[..length], out ProcStat stat)
            && stat.StartTicks == StartTicks && !stat.HasEnded;
    }
}
