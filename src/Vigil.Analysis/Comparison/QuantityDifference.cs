namespace Vigil.Analysis.Comparison;

/// <summary>One quantity of two runs.</summary>
public sealed record QuantityDifference
{
    /// <summary>One of <see cref="QuantityNames"/>.</summary>
    public required string Name { get; init; }

    /// <summary>UCUM unit: <c>s</c>, <c>By</c>, <c>1/s</c>, <c>1</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>In the first run: the median, or the peak; null when not known.</summary>
    public required double? First { get; init; }

    /// <summary>In the second run; null when not known.</summary>
    public required double? Second { get; init; }

    /// <summary>Lower bound of the difference (95 %); null for what is one figure a run, or too few values.</summary>
    public double? Low { get; init; }

    /// <summary>Upper bound of the difference (95 %); null as for the lower.</summary>
    public double? High { get; init; }

    /// <summary>Probability of such a difference by chance, corrected for the number of quantities; null as for the bounds.</summary>
    public double? PValue { get; init; }

    /// <summary>Whether the difference is not chance; null when that cannot be told.</summary>
    public bool? IsSignificant { get; init; }

    /// <summary>Values behind it, of the run that has fewer; 1 for what is one figure a run.</summary>
    public required int Count { get; init; }

    /// <summary>Second less first; null when either is not known.</summary>
    public double? Difference => Second - First;

    /// <summary>Difference as a share of the first; null when it cannot be told.</summary>
    public double? RelativeDifference => First is { } first && first != 0 ? Difference / Math.Abs(first) : null;
}
