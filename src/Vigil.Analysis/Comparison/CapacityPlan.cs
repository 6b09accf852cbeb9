namespace Vigil.Analysis.Comparison;

/// <summary>What a machine needs for the next run of a name. A need is null with too few runs that tell it.</summary>
public sealed record CapacityPlan
{
    /// <summary>Runs of the name.</summary>
    public required int Runs { get; init; }

    /// <summary>Share kept free above the upper bounds.</summary>
    public required double Headroom { get; init; }

    /// <summary>Peak memory, bytes.</summary>
    public CapacityNeed? Memory { get; init; }

    /// <summary>Peak memory of all GPUs together, bytes.</summary>
    public CapacityNeed? GpuMemory { get; init; }

    /// <summary>Bytes written to disks.</summary>
    public CapacityNeed? Disk { get; init; }

    /// <summary>Duration, seconds.</summary>
    public CapacityNeed? Duration { get; init; }

    /// <summary>Memory a machine should have, bytes, headroom included; null when not known.</summary>
    public double? MemoryBytesNeeded => Memory?.High * (1 + Headroom);

    /// <summary>Memory its GPUs should have together, bytes; null when not known.</summary>
    public double? GpuMemoryBytesNeeded => GpuMemory?.High * (1 + Headroom);

    /// <summary>Space that should be free, bytes; null when not known.</summary>
    public double? DiskBytesNeeded => Disk?.High * (1 + Headroom);
}
