namespace Vigil.Core.Operations;

/// <summary>What an operation used of the machine; null where it was not measured.</summary>
public sealed record OperationResources
{
    /// <summary>Processor time, seconds.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Memory allocated in its course, bytes.</summary>
    public long? AllocatedBytes { get; init; }

    /// <summary>Most memory held, bytes.</summary>
    public long? MemoryPeakBytes { get; init; }

    /// <summary>Most GPU memory held, bytes.</summary>
    public long? GpuMemoryPeakBytes { get; init; }
}
