using System.Text.Json.Nodes;
using Vigil.Collection.Files;
using Vigil.Collection.Machine;
using Vigil.Collection.Machine.Linux;

namespace Vigil.Collection.Snapshot;

/// <summary>
/// The machine as a snapshot keeps it; what is not known is left out. Its accelerators stand among the run's subjects, since
/// a driver may take longer to answer than a start should wait.
/// </summary>
public static class HostSnapshot
{
    /// <summary>Reads the facts of this machine.</summary>
    public static JsonObject Read()
    {
        MachineFacts facts = OperatingSystem.IsLinux()
            ? new LinuxMachineFactsReader(HostPaths.Real).Read()
            : new MachineFacts
            {
                HostName = Environment.MachineName,
                Architecture = System.Runtime.InteropServices.RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant(),
                LogicalCores = Environment.ProcessorCount,
                MemoryTotalBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            };
        var json = new JsonObject
        {
            ["name"] = facts.HostName,
            ["kernel"] = facts.KernelRelease,
            ["distribution"] = facts.Distribution,
            ["architecture"] = facts.Architecture,
            ["cpu"] = facts.CpuModel,
            ["sockets"] = facts.Sockets,
            ["physical_cores"] = facts.PhysicalCores,
            ["logical_cores"] = facts.LogicalCores,
            ["numa_nodes"] = facts.NumaNodes,
            ["memory_bytes"] = facts.MemoryTotalBytes,
            ["swap_bytes"] = facts.SwapTotalBytes,
            ["container"] = facts.Container,
            ["virtualization"] = facts.Virtualization,
        };
        foreach (string unknown in json.Where(fact => fact.Value is null).Select(fact => fact.Key).ToList())
        {
            json.Remove(unknown);
        }

        return json;
    }
}
