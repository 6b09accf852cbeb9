namespace Vigil.Analysis.Statistics;

/// <summary>When a series will reach a limit if it goes on as it does.</summary>
public sealed record LimitForecast
{
    /// <summary>Whether it will.</summary>
    public required ForecastState State { get; init; }

    /// <summary>When, on the clock of the series, seconds; null unless <see cref="ForecastState.WillReach"/>.</summary>
    public double? At { get; init; }

    /// <summary>Earliest time (95 %); null unless it will.</summary>
    public double? Earliest { get; init; }

    /// <summary>Latest time (95 %); null when it may never be reached, or will not.</summary>
    public double? Latest { get; init; }

    /// <summary>The limit, in the unit of the series.</summary>
    public required double Limit { get; init; }

    /// <summary>The trend it rests on.</summary>
    public required Trend Trend { get; init; }
}
