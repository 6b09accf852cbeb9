using System.Runtime.Versioning;
using Vigil.Collection.Machine.Windows;
using Vigil.Collection.Processes.Windows;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Platforms;

/// <summary>The collectors of a Windows machine, all of them, in one list. What each records stands in docs/platforms.md.</summary>
[SupportedOSPlatform("windows")]
internal static class WindowsCollectors
{
    /// <summary>Creates them; the caller disposes them.</summary>
    /// <param name="rootPid">The watched program.</param>
    /// <param name="watchedPaths">Folders whose free space is recorded, by the key of their subject: <c>work</c>, <c>output</c>.</param>
    /// <exception cref="PlatformNotSupportedException">The process is a 32-bit one: the structures are those of 64 bits.</exception>
    public static IReadOnlyList<ICollector> Create(int rootPid, IReadOnlyDictionary<string, string> watchedPaths)
    {
        if (!Environment.Is64BitProcess)
        {
            throw new PlatformNotSupportedException("Vigil records on 64-bit Windows only, and must itself run as a 64-bit process.");
        }

        var machine = new WindowsMachine();
        return
        [
            new WindowsSystemCollector(machine),
            new WindowsDiskCollector(machine),
            new WindowsNetworkCollector(machine),
            new WindowsFileSystemCollector(machine, watchedPaths),
            new WindowsProcessCollector(new WindowsProcesses(), rootPid),
        ];
    }
}
