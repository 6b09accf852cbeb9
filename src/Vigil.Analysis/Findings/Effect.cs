namespace Vigil.Analysis.Findings;

/// <summary>What a remedy is expected to do, as an interval.</summary>
public sealed record Effect
{
    /// <summary>What changes: <c>memory</c>, <c>gpu_memory</c>, <c>step_time</c>, <c>throughput</c>, <c>disk</c>, <c>loss</c>.</summary>
    public required string Quantity { get; init; }

    /// <summary>Unit of the figures: <c>By</c>, <c>s</c>, or <c>%</c> of the present value.</summary>
    public required string Unit { get; init; }

    /// <summary>Lower bound of the change; negative where the quantity falls.</summary>
    public required double Low { get; init; }

    /// <summary>Expected change.</summary>
    public required double Expected { get; init; }

    /// <summary>Upper bound of the change.</summary>
    public required double High { get; init; }

    /// <summary>Where the figures come from, such as <c>measured per worker in this run</c> or <c>assumed: weights halve in 8 bit</c>.</summary>
    public required string Basis { get; init; }

    /// <summary>True when this run's own data give the figures, false when an assumption does.</summary>
    public required bool IsMeasured { get; init; }
}
