using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Trends;

/// <summary>Where one series of a run goes.</summary>
public sealed record SeriesTrend
{
    /// <summary>One of <see cref="SeriesNames"/>.</summary>
    public required string Name { get; init; }

    /// <summary>Which one, where there are several: a GPU's key, a watched path's key; null elsewhere.</summary>
    public string? Subject { get; init; }

    /// <summary>UCUM unit: <c>By</c>, <c>%</c>, <c>s</c>, <c>1</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Values.</summary>
    public required int Count { get; init; }

    /// <summary>Median; NaN without a value.</summary>
    public required double Median { get; init; }

    /// <summary>The latest value; NaN without one.</summary>
    public required double Latest { get; init; }

    /// <summary>Direction, slope and significance. The direction holds after correction for the number of series.</summary>
    public required Trend Trend { get; init; }

    /// <summary>The trend's p value, corrected for the number of series looked at; NaN when unknown.</summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>Leak or sawtooth, for memory in use; null elsewhere.</summary>
    public LeakResult? Leak { get; init; }

    /// <summary>When it reaches its limit (memory full, no space left); null where there is none.</summary>
    public LimitForecast? Forecast { get; init; }

    /// <summary>Changes of level, in order of time.</summary>
    public required IReadOnlyList<ChangePoint> Changes { get; init; }

    /// <summary>The strongest outliers, ten at most, in order of time.</summary>
    public required IReadOnlyList<Outlier> Outliers { get; init; }

    /// <summary>Outliers altogether.</summary>
    public required int OutlierCount { get; init; }
}
