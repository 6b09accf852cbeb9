using Vigil.Collection.Files;
using Vigil.Collection.Machine.Linux;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Platforms;

/// <summary>The collectors of the machine that this program runs on, by operating system.</summary>
public static class MachineCollectors
{
    /// <summary>
    /// Creates the machine's collectors. On Linux the processes of a program are read by their own collector
    /// (<see cref="Processes.ProcessTreeCollector"/>); elsewhere they are among these.
    /// </summary>
    /// <param name="programPid">The watched program, or this process where there is none.</param>
    /// <param name="watchedPaths">Paths whose free space is recorded, by key: <c>work</c>, <c>output</c>.</param>
    /// <param name="time">The clock.</param>
    public static IReadOnlyList<ICollector> ForThisMachine(
        int programPid, IReadOnlyDictionary<string, string> watchedPaths, TimeProvider time)
    {
        if (OperatingSystem.IsLinux())
        {
            IEnumerable<FileSystemTarget> targets = watchedPaths.Select(path => new FileSystemTarget(path.Key, path.Value));
            return LinuxMachineCollectors.Create(HostPaths.Real, programPid, targets.Append(FileSystemTarget.SharedMemory), time);
        }

        if (OperatingSystem.IsMacOS())
        {
            return MacOSCollectors.Create(programPid, watchedPaths);
        }

        return OperatingSystem.IsWindows() ? WindowsCollectors.Create(programPid, watchedPaths) : [];
    }
}
