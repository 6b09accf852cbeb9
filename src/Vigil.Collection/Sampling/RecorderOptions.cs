using System.ComponentModel.DataAnnotations;

namespace Vigil.Collection.Sampling;

/// <summary>How a run is sampled, and when a reading becomes an event. The keys of <c>vigil.yaml</c> follow the names.</summary>
public sealed record RecorderOptions
{
    /// <summary>Time between samples, seconds; 0.1 to 3600, default 1.</summary>
    [Range(0.1, 3600)]
    public double SampleIntervalSeconds { get; init; } = 1;

    /// <summary>
    /// Shortest time between samples as memory nears its limit, seconds; 0.1 to 3600, default 0.1. Not shorter than this
    /// even when the machine is about to run out of memory; a value above the interval switches the speeding up off.
    /// </summary>
    [Range(0.1, 3600)]
    public double FastestIntervalSeconds { get; init; } = 0.1;

    /// <summary>
    /// Time between samples in the first two seconds, so that a short program is seen at all, seconds; null, the default,
    /// for the ordinary interval.
    /// </summary>
    [Range(0.1, 3600)]
    public double? StartIntervalSeconds { get; init; }

    /// <summary>Share of memory in use from which a warning is recorded, 0 to 1, default 0.85.</summary>
    [Range(0, 1)]
    public double MemoryWarningThreshold { get; init; } = 0.85;

    /// <summary>Share of memory in use that counts as critical, 0 to 1, default 0.95.</summary>
    [Range(0, 1)]
    public double MemoryCriticalThreshold { get; init; } = 0.95;

    /// <summary>Free space below which a disk counts as nearly full, GiB, default 5; see also <see cref="DiskFreeRatio"/>.</summary>
    [Range(0, 1_000_000)]
    public double DiskFreeGibibytes { get; init; } = 5;

    /// <summary>
    /// Share of free space below which a disk counts as nearly full, 0 to 1, default 0.1. Both this and
    /// <see cref="DiskFreeGibibytes"/> must hold, so that neither a small nor a huge disk cries wolf.
    /// </summary>
    [Range(0, 1)]
    public double DiskFreeRatio { get; init; } = 0.1;

    /// <summary>Swap traffic that counts as pressure, MiB per second, default 1.</summary>
    [Range(0, 1_000_000)]
    public double SwapPressureMebibytesPerSecond { get; init; } = 1;

    /// <summary>Share of time in which tasks wait for memory (PSI some) that counts as pressure, 0 to 1, default 0.1.</summary>
    [Range(0, 1)]
    public double MemoryStallRatio { get; init; } = 0.1;
}
