namespace Vigil.Analysis.Statistics;

/// <summary>How two samples of one quantity differ.</summary>
public sealed record SampleComparison
{
    /// <summary>Median of the first; NaN without values.</summary>
    public required double First { get; init; }

    /// <summary>Median of the second; NaN without values.</summary>
    public required double Second { get; init; }

    /// <summary>Lower bound of the difference (95 %); NaN with too few values.</summary>
    public required double Low { get; init; }

    /// <summary>Upper bound of the difference (95 %); NaN with too few values.</summary>
    public required double High { get; init; }

    /// <summary>Probability of so great a difference between samples of one distribution; NaN with too few values.</summary>
    public required double PValue { get; init; }

    /// <summary>Values of the first.</summary>
    public required int FirstCount { get; init; }

    /// <summary>Values of the second.</summary>
    public required int SecondCount { get; init; }

    /// <summary>Second less first.</summary>
    public double Difference => Second - First;

    /// <summary>Difference as a share of the first.</summary>
    public double RelativeDifference => Difference / Math.Abs(First);

    /// <summary>True when the difference is not chance: significant at 1 %, and 0 outside its interval.</summary>
    public bool IsSignificant => PValue <= Significance.SingleQuestion && (Low > 0 || High < 0);
}
