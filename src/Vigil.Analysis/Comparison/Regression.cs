namespace Vigil.Analysis.Comparison;

/// <summary>A quantity that became worse over the runs of a name.</summary>
public sealed record Regression
{
    /// <summary>One of <see cref="QuantityNames"/>.</summary>
    public required string Name { get; init; }

    /// <summary>UCUM unit.</summary>
    public required string Unit { get; init; }

    /// <summary>Median of the earlier runs.</summary>
    public required double Baseline { get; init; }

    /// <summary>In this run.</summary>
    public required double Value { get; init; }

    /// <summary>Probability of a figure so far off among runs like the earlier ones, corrected for the number of quantities.</summary>
    public required double PValue { get; init; }

    /// <summary>Earlier runs that tell the quantity.</summary>
    public required int Runs { get; init; }

    /// <summary>The run since which it is so, where the history shows a lasting change; null when it does not.</summary>
    public string? SinceRunId { get; init; }

    /// <summary>Change as a share of the baseline.</summary>
    public double RelativeChange => (Value - Baseline) / Math.Abs(Baseline);
}
