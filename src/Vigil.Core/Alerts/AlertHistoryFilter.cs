namespace Vigil.Core.Alerts;

/// <summary>Which transitions are wanted; the newest come first.</summary>
public sealed record AlertHistoryFilter
{
    /// <summary>First instant, seconds since the Unix epoch, inclusive.</summary>
    public double From { get; init; } = double.NegativeInfinity;

    /// <summary>Last instant, inclusive.</summary>
    public double To { get; init; } = double.PositiveInfinity;

    /// <summary>Name of the rule; null for any.</summary>
    public string? Rule { get; init; }

    /// <summary>Only entries before this number; null for the newest.</summary>
    public long? Before { get; init; }

    /// <summary>Most entries, 1 to 1,000; default 100.</summary>
    public int Limit { get; init; } = 100;
}
