namespace Vigil.Collection.InProcess;

/// <summary>The machine over a window of time. A quantity that no sample of the window has is null.</summary>
public sealed record PerformanceSummary
{
    /// <summary>The window that was asked for.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>Samples in it.</summary>
    public required int SampleCount { get; init; }

    /// <summary>CPU use of the machine, percent of all cores.</summary>
    public MetricSummary? CpuPercent { get; init; }

    /// <summary>CPU use of this program's processes, percent of one core.</summary>
    public MetricSummary? ProcessCpuPercent { get; init; }

    /// <summary>Memory in use, percent.</summary>
    public MetricSummary? MemoryPercent { get; init; }

    /// <summary>Memory of this program, its workers included, bytes.</summary>
    public MetricSummary? ProcessMemoryBytes { get; init; }

    /// <summary>Utilisation, mean of the GPUs, percent.</summary>
    public MetricSummary? GpuUtilizationPercent { get; init; }

    /// <summary>Memory in use on all GPUs together, percent.</summary>
    public MetricSummary? GpuMemoryPercent { get; init; }

    /// <summary>Temperature of the hottest GPU, degrees Celsius.</summary>
    public MetricSummary? GpuTemperatureCelsius { get; init; }

    /// <summary>Time idle while waiting for disks, percent of all cores.</summary>
    public MetricSummary? IoWaitPercent { get; init; }

    /// <summary>Bytes per second read from all disks.</summary>
    public MetricSummary? DiskReadBytesPerSecond { get; init; }

    /// <summary>Bytes per second written to all disks.</summary>
    public MetricSummary? DiskWriteBytesPerSecond { get; init; }

    internal static PerformanceSummary Of(TimeSpan window, IReadOnlyList<SystemSample> samples) => new()
    {
        Window = window,
        SampleCount = samples.Count,
        CpuPercent = MetricSummary.Of(samples.Select(sample => sample.CpuPercent)),
        ProcessCpuPercent = MetricSummary.Of(samples.Select(sample => sample.Totals.ProcessCpuPercent)),
        MemoryPercent = MetricSummary.Of(samples.Select(sample => sample.MemoryPercent)),
        ProcessMemoryBytes = MetricSummary.Of(samples.Select(sample => (double?)sample.ProcessMemoryBytes)),
        GpuUtilizationPercent = MetricSummary.Of(samples.Select(sample => sample.GpuUtilizationPercent)),
        GpuMemoryPercent = MetricSummary.Of(samples.Select(sample => sample.GpuMemoryPercent)),
        GpuTemperatureCelsius = MetricSummary.Of(samples.Select(sample => sample.GpuTemperatureCelsius)),
        IoWaitPercent = MetricSummary.Of(samples.Select(sample => sample.Totals.IoWaitPercent)),
        DiskReadBytesPerSecond = MetricSummary.Of(samples.Select(sample => sample.Totals.DiskReadBytesPerSecond)),
        DiskWriteBytesPerSecond = MetricSummary.Of(samples.Select(sample => sample.Totals.DiskWriteBytesPerSecond)),
    };
}
