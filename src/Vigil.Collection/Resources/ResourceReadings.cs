namespace Vigil.Collection.Resources;

/// <summary>
/// The resources of the machine and the program over a short window, in the units that the console block and the
/// <c>epoch_N.csv</c> files use (MB are 2^20 bytes, MB/s likewise). Null means not available.
/// </summary>
public sealed record ResourceReadings
{
    /// <summary>End of the window, seconds since the Unix epoch.</summary>
    public required double UnixSeconds { get; init; }

    /// <summary>The GPUs, by index.</summary>
    public IReadOnlyList<GpuReadings> Gpus { get; init; } = [];

    /// <summary>CPU use of the machine, percent of all cores; mean of the window.</summary>
    public double? CpuPercent { get; init; }

    /// <summary>CPU use of the program's processes, percent of one core; mean of the window.</summary>
    public double? CpuProcessPercent { get; init; }

    /// <summary>Memory of the machine, or the limit of the container, MB.</summary>
    public double? MemoryTotalMegabytes { get; init; }

    /// <summary>Memory still available, MB.</summary>
    public double? MemoryAvailableMegabytes { get; init; }

    /// <summary>Memory in use, percent.</summary>
    public double? MemoryPercent { get; init; }

    /// <summary>Memory of the program, workers included, MB.</summary>
    public double? MemoryProcessMegabytes { get; init; }

    /// <summary>Read by the program's processes from disks, MB per second; mean of the window.</summary>
    public double? ReadMegabytesPerSecond { get; init; }

    /// <summary>Written by the program's processes to disks, MB per second; mean of the window.</summary>
    public double? WriteMegabytesPerSecond { get; init; }

    /// <summary>Time idle while waiting for disks, percent; mean of the window.</summary>
    public double? IoWaitPercent { get; init; }

    /// <summary>Length of the window, seconds.</summary>
    public double WindowSeconds { get; init; }
}
