using System.Text.Json.Nodes;
using Vigil.Collection.Files;
using Vigil.Collection.Gpu;
using Vigil.Collection.Machine;
using Vigil.Collection.Machine.Linux;

namespace Vigil.Collection.Snapshot;

/// <summary>The machine and its accelerators as a snapshot keeps them. What is not known is left out.</summary>
public static class HostSnapshot
{
    /// <summary>Reads the facts of this machine.</summary>
    /// <param name="gpus">Its accelerators; null when they did not answer in time.</param>
    public static JsonObject Read(GpuInventory? gpus)
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

        if (gpus is not null)
        {
            json["gpus"] = new JsonArray([.. gpus.Devices.Select(device => (JsonNode)new JsonObject
            {
                ["key"] = device.Key,
                ["index"] = device.Index,
                ["vendor"] = device.Vendor,
                ["model"] = device.Model,
                ["driver"] = device.Driver,
                ["memory_bytes"] = device.MemoryTotalBytes,
                ["unified_memory"] = device.UnifiedMemory,
                ["mig"] = device.MigEnabled,
                ["parent"] = device.Parent,
            })]);
        }

        return json;
    }
}
