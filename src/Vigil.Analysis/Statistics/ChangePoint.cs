namespace Vigil.Analysis.Statistics;

/// <summary>A place where the level of a series changes for good, or for long.</summary>
public sealed record ChangePoint
{
    /// <summary>Index of the first row of the new level.</summary>
    public required int Index { get; init; }

    /// <summary>Time of that row, seconds.</summary>
    public required double Time { get; init; }

    /// <summary>Earliest time at which it may have been (95 %), seconds.</summary>
    public required double TimeLow { get; init; }

    /// <summary>Latest time at which it may have been (95 %), seconds.</summary>
    public required double TimeHigh { get; init; }

    /// <summary>Level before, back to the previous change or the start: the median.</summary>
    public required double Before { get; init; }

    /// <summary>Level after, up to the next change or the end: the median.</summary>
    public required double After { get; init; }

    /// <summary>Probability of so clear a change somewhere in a series of one level, autocorrelation considered.</summary>
    public required double PValue { get; init; }

    /// <summary>Size of the change.</summary>
    public double Change => After - Before;

    /// <summary>Size of the change as a share of the level before; infinite from 0.</summary>
    public double RelativeChange => Change / Math.Abs(Before);
}
