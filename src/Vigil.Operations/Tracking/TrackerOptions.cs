namespace Vigil.Operations.Tracking;

/// <summary>How operations are tracked.</summary>
public sealed record TrackerOptions
{
    /// <summary>The record that operations belong to; null, the default, for none.</summary>
    public string? RunId { get; init; }

    /// <summary>
    /// Finished operations that each thread holds until they are taken to the sink: a power of two from 64 to 1,048,576, 4,096 by
    /// default, at 96 bytes each. What ends while all are taken is counted without its detail.
    /// </summary>
    public int RingSize { get; init; } = 4096;

    /// <summary>Longest time between two visits to the threads' rings; 10 ms to 10 s, 100 ms by default. Half-full rings are visited at once.</summary>
    public TimeSpan DrainInterval { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Throws when a bound is impossible.</summary>
    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(RingSize, 64);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(RingSize, 1 << 20);
        ArgumentOutOfRangeException.ThrowIfNotEqual(int.IsPow2(RingSize), true, nameof(RingSize));
        ArgumentOutOfRangeException.ThrowIfLessThan(DrainInterval, TimeSpan.FromMilliseconds(10));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(DrainInterval, TimeSpan.FromSeconds(10));
    }
}
