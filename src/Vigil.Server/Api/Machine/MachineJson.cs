using System.Text.Json.Nodes;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Server.Monitoring;

namespace Vigil.Server.Api.Machine;

/// <summary>The machine now, as gauges show it: docs/api.md. What is not available is null.</summary>
internal static class MachineJson
{
    public static JsonObject Create(IRunReader store, RunRecord? record)
    {
        IReadOnlyList<SubjectRows> all = record is null ? [] : SubjectRows.Newest(store, record);
        SubjectRows? machine = all.FirstOrDefault(rows => rows.Subject.Kind == SubjectKind.System);
        SubjectRows? group = all.FirstOrDefault(rows => rows.Subject.Kind == SubjectKind.Cgroup);
        return new JsonObject
        {
            ["host"] = record?.Start.Recorder.HostName ?? MachineRecords.Host,
            ["at"] = all.Count == 0 ? null : all.Max(rows => rows.Subject.LastSeen),
            ["run_id"] = record?.Start.Id,
            ["source"] = record is null ? null : record.Start.Kind == RunKind.Monitor ? "monitor" : "run",
            ["live"] = record?.State == RunState.Running,
            ["interval_seconds"] = record?.Start.SampleIntervalSeconds,
            ["facts"] = record?.Start.Snapshot?["host"]?.DeepClone(),
            ["cpu"] = Cpu(machine, all),
            ["memory"] = Memory(machine, group),
            ["swap"] = machine is null ? null : new JsonObject
            {
                ["used_bytes"] = machine.Level(SystemMetrics.SwapUsed),
                ["total_bytes"] = machine.Level(SystemMetrics.SwapTotal),
                ["in_bytes_per_second"] = machine.Rate(SystemMetrics.SwapIn),
                ["out_bytes_per_second"] = machine.Rate(SystemMetrics.SwapOut),
            },
            ["pressure"] = machine is null ? null : new JsonObject
            {
                ["cpu_some_percent"] = machine.Percent(SystemMetrics.PressureCpuSome),
                ["memory_some_percent"] = machine.Percent(SystemMetrics.PressureMemorySome),
                ["memory_full_percent"] = machine.Percent(SystemMetrics.PressureMemoryFull),
                ["io_some_percent"] = machine.Percent(SystemMetrics.PressureIoSome),
                ["io_full_percent"] = machine.Percent(SystemMetrics.PressureIoFull),
            },
            ["gpus"] = Each(all, SubjectKind.Gpu, Gpu),
            ["disks"] = Each(all, SubjectKind.Disk, disk => new JsonObject
            {
                ["name"] = disk.Subject.Key,
                ["read_bytes_per_second"] = disk.Rate(DiskMetrics.ReadBytes),
                ["written_bytes_per_second"] = disk.Rate(DiskMetrics.WriteBytes),
                ["busy_percent"] = disk.Percent(DiskMetrics.BusyTime),
            }),
            ["file_systems"] = Each(all, SubjectKind.FileSystem, fileSystem => new JsonObject
            {
                ["path"] = fileSystem.Attribute(SubjectAttributes.Path) ?? fileSystem.Subject.Key,
                ["free_bytes"] = fileSystem.Level(FileSystemMetrics.Available),
                ["total_bytes"] = fileSystem.Level(FileSystemMetrics.Total),
                ["free_inodes"] = fileSystem.Level(FileSystemMetrics.AvailableInodes),
            }),
            ["networks"] = Each(all, SubjectKind.Network, network => new JsonObject
            {
                ["name"] = network.Subject.Key,
                ["received_bytes_per_second"] = network.Rate(NetworkMetrics.ReceivedBytes),
                ["sent_bytes_per_second"] = network.Rate(NetworkMetrics.SentBytes),
                ["errors_per_second"] = network.Rate(NetworkMetrics.ReceiveErrors) + network.Rate(NetworkMetrics.SendErrors),
            }),
        };
    }

    private static JsonArray Each(IEnumerable<SubjectRows> all, SubjectKind kind, Func<SubjectRows, JsonObject> make) =>
        new([.. all.Where(rows => rows.Subject.Kind == kind).Select(rows => (JsonNode)make(rows))]);

    private static JsonObject? Cpu(SubjectRows? machine, IReadOnlyList<SubjectRows> all)
    {
        if (machine is null)
        {
            return null;
        }

        double? cores = machine.Level(SystemMetrics.CpuCount);
        double? Share(params ReadOnlySpan<Metric> metrics)
        {
            double sum = 0;
            foreach (Metric metric in metrics)
            {
                sum += machine.Rate(metric) ?? double.NaN;
            }

            return cores > 0 && double.IsFinite(sum) ? Math.Min(100, sum * 100 / cores.Value) : null;
        }

        return new JsonObject
        {
            ["utilization_percent"] = Share(SystemMetrics.CpuUser, SystemMetrics.CpuSystem),
            ["iowait_percent"] = Share(SystemMetrics.CpuIoWait),
            ["steal_percent"] = Share(SystemMetrics.CpuSteal),
            ["logical_cores"] = cores,
            ["load"] = new JsonArray(machine.Level(SystemMetrics.Load1), machine.Level(SystemMetrics.Load5), machine.Level(SystemMetrics.Load15)),
            ["cores"] = Each(all, SubjectKind.CpuCore, core => new JsonObject
            {
                ["name"] = core.Subject.Key,
                ["utilization_percent"] = core.Percent(CpuCoreMetrics.Busy),
            }),
        };
    }

    /// <summary>That of the container where it has less than the machine: it is the one that runs out.</summary>
    private static JsonObject? Memory(SubjectRows? machine, SubjectRows? group)
    {
        if (machine is null)
        {
            return null;
        }

        double? total = machine.Level(SystemMetrics.MemoryTotal);
        double? limit = group?.Level(CgroupMetrics.MemoryLimit);
        bool isContainers = limit is not null && (total is null || limit < total);
        return new JsonObject
        {
            ["used_bytes"] = isContainers ? group!.Level(CgroupMetrics.MemoryWorkingSet) : machine.Level(SystemMetrics.MemoryUsed),
            ["total_bytes"] = isContainers ? limit : total,
            ["available_bytes"] = machine.Level(SystemMetrics.MemoryAvailable),
            ["cached_bytes"] = machine.Level(SystemMetrics.MemoryCached),
            ["of"] = isContainers ? "container" : "machine",
        };
    }

    private static JsonObject Gpu(SubjectRows gpu) => new()
    {
        ["key"] = gpu.Subject.Key,
        ["index"] = gpu.Attribute(SubjectAttributes.Index),
        ["model"] = gpu.Attribute(SubjectAttributes.Model),
        ["utilization_percent"] = gpu.Level(GpuMetrics.Utilization),
        ["memory_used_bytes"] = gpu.Level(GpuMetrics.MemoryUsed),
        ["memory_total_bytes"] = gpu.Level(GpuMetrics.MemoryTotal),
        ["temperature_celsius"] = gpu.Level(GpuMetrics.Temperature),
        ["power_watts"] = gpu.Level(GpuMetrics.Power),
        ["power_limit_watts"] = gpu.Level(GpuMetrics.PowerLimit),
        ["fan_percent"] = gpu.Level(GpuMetrics.FanSpeed),
        ["throttle_reasons"] = gpu.Level(GpuMetrics.ThrottleReasons),
    };
}
