namespace Vigil.Analysis.Trends;

/// <summary>How memory goes with the batch size, from changes of it during the run.</summary>
public sealed record BatchMemory
{
    /// <summary>Which memory: <see cref="SeriesNames.GpuMemory"/> (all GPUs) or <see cref="SeriesNames.ProgramMemory"/>.</summary>
    public required string Series { get; init; }

    /// <summary>Median memory at each batch size, the smallest first; at least two.</summary>
    public required IReadOnlyList<BatchMemoryLevel> Levels { get; init; }

    /// <summary>Bytes that one more sample in a batch takes, between smallest and largest size.</summary>
    public required double BytesPerSample { get; init; }

    /// <summary>Lower bound (95 %); NaN with too few readings.</summary>
    public required double Low { get; init; }

    /// <summary>Upper bound (95 %); NaN with too few readings.</summary>
    public required double High { get; init; }

    /// <summary>Probability of the difference by chance; NaN with too few readings.</summary>
    public required double PValue { get; init; }
}
