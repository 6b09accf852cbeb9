using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Server.Api.Machine;

/// <summary>The processes of a record as they are now, those first that use most.</summary>
internal static class TopProcesses
{
    /// <summary>What they may be ordered by.</summary>
    public static readonly string[] Orders = ["cpu", "memory", "gpu", "io"];

    public static JsonArray Create(IRunReader store, RunRecord? record, string order, int limit)
    {
        IReadOnlyList<SubjectRows> all = record is null ? [] : SubjectRows.Newest(store, record);
        ILookup<string, SubjectRows> onGpus = all.Where(rows => rows.Subject.Kind == SubjectKind.GpuProcess)
            .ToLookup(rows => rows.Attribute(SubjectAttributes.Pid) ?? "");
        Func<One, double?> measure = order switch
        {
            "memory" => one => one.MemoryBytes,
            "gpu" => one => one.GpuMemoryBytes,
            "io" => one => one.ReadPerSecond + one.WrittenPerSecond,
            _ => one => one.CpuPercent,
        };
        return new JsonArray([.. all.Where(rows => rows.Subject.Kind == SubjectKind.Process)
            .Select(rows => One.Of(rows, onGpus[rows.Attribute(SubjectAttributes.Pid) ?? ""]))
            .OrderByDescending(one => measure(one) ?? double.NegativeInfinity).ThenByDescending(one => one.MemoryBytes)
            .Take(limit).Select(one => (JsonNode)one.ToJson())]);
    }

    private sealed record One(SubjectRows Rows, double? CpuPercent, double? MemoryBytes, double? GpuMemoryBytes, double? GpuPercent, double? ReadPerSecond, double? WrittenPerSecond)
    {
        public static One Of(SubjectRows rows, IEnumerable<SubjectRows> onGpus) => new(
            rows,
            (rows.Rate(ProcessMetrics.CpuUser) + rows.Rate(ProcessMetrics.CpuSystem)) * 100,
            rows.Level(ProcessMetrics.Resident),
            Sum(onGpus, GpuProcessMetrics.MemoryUsed),
            Sum(onGpus, GpuProcessMetrics.Utilization),
            rows.Rate(ProcessMetrics.ReadBytes),
            rows.Rate(ProcessMetrics.WriteBytes));

        public JsonObject ToJson() => new()
        {
            ["pid"] = Number(SubjectAttributes.Pid),
            ["parent_pid"] = Number(SubjectAttributes.ParentPid),
            ["name"] = Rows.Attribute(SubjectAttributes.Name),
            ["command_line"] = Rows.Attribute(SubjectAttributes.CommandLine),
            ["cpu_percent"] = CpuPercent,
            ["memory_bytes"] = MemoryBytes,
            ["swapped_bytes"] = Rows.Level(ProcessMetrics.Swapped),
            ["gpu_memory_bytes"] = GpuMemoryBytes,
            ["gpu_percent"] = GpuPercent,
            ["read_bytes_per_second"] = ReadPerSecond,
            ["written_bytes_per_second"] = WrittenPerSecond,
            ["threads"] = Rows.Level(ProcessMetrics.Threads),
        };

        private static double? Sum(IEnumerable<SubjectRows> onGpus, Metric metric) =>
            onGpus.Select(rows => rows.Level(metric)).Where(value => value is not null).Aggregate((double?)null, (sum, value) => (sum ?? 0) + value);

        private long? Number(string attribute) =>
            long.TryParse(Rows.Attribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
    }
}
