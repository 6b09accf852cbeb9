namespace Vigil.Core.Operations;

/// <summary>Which single operations, in what order.</summary>
public sealed record OperationSearch
{
    /// <summary>What comes first.</summary>
    public OperationOrder Order { get; init; }

    /// <summary>Those that ended in one way; null for all.</summary>
    public OperationOutcome? Outcome { get; init; }

    /// <summary>Those that took at least so long, nanoseconds.</summary>
    public long LeastDurationNanoseconds { get; init; }

    /// <summary>The most to return; positive.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>What comes first.</summary>
public enum OperationOrder
{
    /// <summary>The newest.</summary>
    Newest,

    /// <summary>The slowest.</summary>
    Slowest,
}
