namespace Vigil.Core.Sampling;

/// <summary>
/// The few figures of a sample that people and other programs ask for first: one row of the documents'
/// <c>MetricsSample</c> table. Null means not available.
/// </summary>
public readonly record struct SampleTotals
{
    /// <summary>Physical memory, bytes; the container's limit where that is lower.</summary>
    public long? MemoryTotalBytes { get; init; }

    /// <summary>Memory in use, bytes; the container's where it has a limit.</summary>
    public long? MemoryUsedBytes { get; init; }

    /// <summary>Memory still available, bytes.</summary>
    public long? MemoryAvailableBytes { get; init; }

    /// <summary>Swap in use, bytes.</summary>
    public long? SwapUsedBytes { get; init; }

    /// <summary>Memory of the main process, bytes: proportional where read, else resident.</summary>
    public long? MainProcessBytes { get; init; }

    /// <summary>Memory of all data-loading workers together, bytes.</summary>
    public long? WorkerBytes { get; init; }

    /// <summary>Data-loading workers alive.</summary>
    public int WorkerCount { get; init; }

    /// <summary>Processes of the watched tree alive.</summary>
    public int ProcessCount { get; init; }

    /// <summary>CPU use of the watched tree in percent of one core; above 100 on several.</summary>
    public double? ProcessCpuPercent { get; init; }

    /// <summary>Memory in use on all GPUs together, bytes; null without a GPU or with unified memory.</summary>
    public long? GpuMemoryUsedBytes { get; init; }

    /// <summary>Memory of all GPUs together, bytes.</summary>
    public long? GpuMemoryTotalBytes { get; init; }

    /// <summary>Mean utilisation of all GPUs, percent.</summary>
    public double? GpuUtilizationPercent { get; init; }

    /// <summary>CPU use of the machine, percent of all cores.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>Time idle while waiting for disks, percent of all cores.</summary>
    public double? IoWaitPercent { get; init; }

    /// <summary>Bytes per second read from all disks.</summary>
    public double? DiskReadBytesPerSecond { get; init; }

    /// <summary>Bytes per second written to all disks.</summary>
    public double? DiskWriteBytesPerSecond { get; init; }
}
