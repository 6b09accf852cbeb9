namespace Vigil.Core.Metrics;

/// <summary>Readings of one process on one accelerator.</summary>
public static class GpuProcessMetrics
{
    /// <summary>All of them, by column.</summary>
    public static MetricTable Table { get; } = new(SubjectKind.GpuProcess);

    /// <summary>Device memory held by the process.</summary>
    public static readonly Metric MemoryUsed = Table.Gauge("process.gpu.memory.usage", Units.Bytes, 1, "NVML compute and graphics processes", "Device memory held by the process");

    /// <summary>Share of the compute units that the process kept busy.</summary>
    public static readonly Metric Utilization = Table.Gauge("process.gpu.utilization", Units.Percent, 1, "NVML process utilization", "Share of the compute units that the process kept busy");
}
