using Vigil.Collection.Container;
using Vigil.Collection.Files;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Linux;

/// <summary>The list of collectors of a Linux machine and its containers. A new one is one line here.</summary>
internal static class LinuxMachineCollectors
{
    /// <summary>Opens them, in the order in which they are to be called; the caller disposes them.</summary>
    /// <param name="paths">Where the kernel's files are.</param>
    /// <param name="pid">Number of the watched program, which must be running already.</param>
    /// <param name="fileSystems">The paths whose free space is watched.</param>
    /// <param name="time">The clock.</param>
    public static IReadOnlyList<ICollector> Create(
        HostPaths paths, int pid, IEnumerable<FileSystemTarget> fileSystems, TimeProvider time) =>
    [
        new LinuxSystemCollector(paths, Environment.SystemPageSize),
        new CgroupCollector(paths, pid),
        new LinuxDiskCollector(paths),
        new LinuxFileSystemCollector(fileSystems, new StatvfsQuery(), time),
        new LinuxNetworkCollector(paths),
    ];
}
