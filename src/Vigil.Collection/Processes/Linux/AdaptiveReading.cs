namespace Vigil.Collection.Processes.Linux;

/// <summary>When a dear reading of one process was taken and may be taken again.</summary>
internal struct AdaptiveReading
{
    /// <summary>A reading that cost t is not repeated before this many t: 0.05 % of a core per process at most.</summary>
    private const int CostMultiple = 2000;

    private long _takenAt;
    private long _notBefore;

    /// <summary>Whether it was ever taken.</summary>
    public bool WasTaken { get; private set; }

    /// <summary>Not permitted for this process.</summary>
    public bool IsDenied { get; set; }

    /// <summary>The value that told then whether a new reading is worth it, such as resident memory.</summary>
    public long Reference { get; private set; }

    /// <summary>Whether its cost allows it again.</summary>
    public readonly bool IsAllowed(long now) => !IsDenied && now >= _notBefore;

    /// <summary>Whether it was taken longer ago than <paramref name="age"/> (timestamps).</summary>
    public readonly bool IsOlderThan(long age, long now) => now - _takenAt > age;

    /// <summary>Notes a reading.</summary>
    public void Taken(long before, long after, long reference)
    {
        WasTaken = true;
        Reference = reference;
        _takenAt = after;
        _notBefore = after + ((after - before) * CostMultiple);
    }
}
