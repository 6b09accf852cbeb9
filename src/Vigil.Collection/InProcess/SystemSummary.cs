using Vigil.Collection.Resources;

namespace Vigil.Collection.InProcess;

/// <summary>How the machine is now, by the latest sample. Null means not available.</summary>
public sealed record SystemSummary
{
    /// <summary>The worst of all readings.</summary>
    public required HealthState Status { get; init; }

    /// <summary>One sentence for each reading beyond a threshold, the critical ones first; empty when healthy.</summary>
    public required IReadOnlyList<string> Reasons { get; init; }

    /// <summary>The latest sample; null before the first.</summary>
    public SystemSample? Sample { get; init; }

    /// <summary>Parts of the machine that cannot be read, each with its reason: no GPU, no driver, no permission.</summary>
    public IReadOnlyList<string> NotAvailable { get; init; } = [];

    /// <summary>CPU use of the machine, percent of all cores; null before the second sample.</summary>
    public double? CpuPercent => Sample?.CpuPercent;

    /// <summary>Memory in use, percent.</summary>
    public double? MemoryPercent => Sample?.MemoryPercent;

    /// <summary>The GPUs, by index; empty without one.</summary>
    public IReadOnlyList<GpuReadings> Gpus => Sample?.Gpus ?? [];

    /// <summary>The watched file systems.</summary>
    public IReadOnlyList<DiskSpace> Disks => Sample?.Disks ?? [];
}
