namespace Vigil.Core.Operations;

/// <summary>What became of operations handed to a sink.</summary>
/// <param name="Counted">All of them.</param>
/// <param name="Detailed">Those kept one by one.</param>
public readonly record struct OperationSinkStatistics(long Counted, long Detailed)
{
    /// <summary>Those that were counted, and of which no more is kept.</summary>
    public long Shed => Counted - Detailed;
}
