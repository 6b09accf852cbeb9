namespace Vigil.Analysis.Statistics;

/// <summary>The line that describes a series best, and how sure it is that there is one.</summary>
public sealed record Trend
{
    /// <summary>Nothing can be said.</summary>
    public static Trend Unknown { get; } = new()
    {
        Direction = TrendDirection.Unknown,
        SlopePerSecond = double.NaN,
        SlopeLow = double.NaN,
        SlopeHigh = double.NaN,
        PValue = double.NaN,
        Concordance = double.NaN,
        LevelAtEnd = double.NaN,
        Seconds = 0,
        ResidualScale = double.NaN,
        Bins = 0,
        Values = 0,
    };

    /// <summary>The word for it.</summary>
    public required TrendDirection Direction { get; init; }

    /// <summary>Change per second, in the unit of the series; NaN when unknown.</summary>
    public required double SlopePerSecond { get; init; }

    /// <summary>Lower bound of the slope (95 %).</summary>
    public required double SlopeLow { get; init; }

    /// <summary>Upper bound of the slope (95 %).</summary>
    public required double SlopeHigh { get; init; }

    /// <summary>Probability of so clear a direction in a series without one, autocorrelation considered; NaN when unknown.</summary>
    public required double PValue { get; init; }

    /// <summary>Kendall's τ: −1 when every later value is lower, 1 when every later one is higher.</summary>
    public required double Concordance { get; init; }

    /// <summary>What the line says at the last value.</summary>
    public required double LevelAtEnd { get; init; }

    /// <summary>Seconds that it was fitted over.</summary>
    public required double Seconds { get; init; }

    /// <summary>Spread around the line, as a standard deviation of bins.</summary>
    public required double ResidualScale { get; init; }

    /// <summary>Bins that it was fitted to.</summary>
    public required int Bins { get; init; }

    /// <summary>Values behind them.</summary>
    public required long Values { get; init; }

    /// <summary>Change over the whole time; NaN when unknown.</summary>
    public double Change => SlopePerSecond * Seconds;

    /// <summary>True when it rises or falls.</summary>
    public bool IsMoving => Direction is TrendDirection.Increasing or TrendDirection.Decreasing;
}
