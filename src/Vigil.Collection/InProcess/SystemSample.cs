using Vigil.Collection.Resources;
using Vigil.Core.Sampling;

namespace Vigil.Collection.InProcess;

/// <summary>The machine and this program at one instant. Null means not available, distinct from zero.</summary>
public sealed record SystemSample
{
    /// <summary>When it was taken.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The figures of the machine and of this program's processes; rates are those since the sample before.</summary>
    public required SampleTotals Totals { get; init; }

    /// <summary>The GPUs, by index; empty without one.</summary>
    public IReadOnlyList<GpuReadings> Gpus { get; init; } = [];

    /// <summary>The watched file systems.</summary>
    public IReadOnlyList<DiskSpace> Disks { get; init; } = [];

    /// <summary>CPU use of the machine, percent of all cores; null at the first sample, which has none before it.</summary>
    public double? CpuPercent => Totals.CpuPercent;

    /// <summary>Memory in use, percent of the machine's, or of the container's limit where that is lower.</summary>
    public double? MemoryPercent =>
        Totals.MemoryTotalBytes > 0 ? 100.0 * Totals.MemoryUsedBytes / Totals.MemoryTotalBytes : null;

    /// <summary>Memory of this program, its workers included, bytes.</summary>
    public long? ProcessMemoryBytes =>
        Totals.MainProcessBytes is { } main ? main + (Totals.WorkerBytes ?? 0) : null;

    /// <summary>Utilisation, mean of the GPUs, percent.</summary>
    public double? GpuUtilizationPercent => Gpus.Average(gpu => gpu.UtilizationPercent);

    /// <summary>Memory in use on all GPUs together, percent.</summary>
    public double? GpuMemoryPercent =>
        Totals.GpuMemoryTotalBytes > 0 ? 100.0 * Totals.GpuMemoryUsedBytes / Totals.GpuMemoryTotalBytes : null;

    /// <summary>Temperature of the hottest GPU, degrees Celsius.</summary>
    public double? GpuTemperatureCelsius => Gpus.Max(gpu => gpu.TemperatureCelsius);
}
