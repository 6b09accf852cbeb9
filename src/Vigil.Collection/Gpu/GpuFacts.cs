namespace Vigil.Collection.Gpu;

/// <summary>What does not change about one accelerator or MIG instance: part of a run's snapshot of the machine.</summary>
public sealed record GpuFacts
{
    /// <summary>UUID, or the PCI address where there is none; the key of its subject.</summary>
    public required string Key { get; init; }

    /// <summary>Maker: <c>nvidia</c> or <c>amd</c>.</summary>
    public required string Vendor { get; init; }

    /// <summary>Product name as the driver gives it; for AMD cards without one, the PCI device number.</summary>
    public required string Model { get; init; }

    /// <summary>Index in the driver's order, from 0. A MIG instance has its own, counted on its device.</summary>
    public required int Index { get; init; }

    /// <summary>PCI address such as <c>0000:18:00.0</c>; null where the driver gives none.</summary>
    public string? PciAddress { get; init; }

    /// <summary>Driver version; null where the driver gives none.</summary>
    public string? Driver { get; init; }

    /// <summary>Architecture such as <c>hopper</c>; null where unknown.</summary>
    public string? Architecture { get; init; }

    /// <summary>Device memory, bytes; null where there is none of its own or the driver does not say.</summary>
    public long? MemoryTotalBytes { get; init; }

    /// <summary>True when it works in the machine's own memory, which the system readings count.</summary>
    public bool UnifiedMemory { get; init; }

    /// <summary>True when it has memory of its own that the processor addresses coherently (Grace Hopper, Grace Blackwell).</summary>
    public bool CoherentMemory { get; init; }

    /// <summary>True when the device is cut into MIG instances.</summary>
    public bool MigEnabled { get; init; }

    /// <summary>Key of the physical device that this MIG instance is part of; null for a physical device.</summary>
    public string? Parent { get; init; }
}
