using System.Runtime.Versioning;
using Vigil.Collection.Machine.MacOS;
using Vigil.Collection.Processes.MacOS;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Platforms;

/// <summary>The collectors of a Mac, all of them, in one list. What each records stands in docs/platforms.md.</summary>
[SupportedOSPlatform("macos")]
internal static class MacOSCollectors
{
    /// <summary>Creates them; the caller disposes them.</summary>
    /// <param name="rootPid">The watched program.</param>
    /// <param name="watchedPaths">Paths whose free space is recorded, by the key of their subject: <c>work</c>, <c>output</c>.</param>
    public static IReadOnlyList<ICollector> Create(int rootPid, IReadOnlyDictionary<string, string> watchedPaths)
    {
        var machine = new MacOSMachine();
        return
        [
            new MacOSSystemCollector(machine, MacOSMachineFacts.Probe(machine)),
            new MacOSNetworkCollector(machine),
            new MacOSFileSystemCollector(machine, watchedPaths),
            new MacOSProcessCollector(new MacOSProcesses(), rootPid),
        ];
    }
}
