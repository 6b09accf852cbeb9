namespace Vigil.Analysis.Statistics;

/// <summary>Whether memory leaks, and how fast.</summary>
public sealed record LeakResult
{
    /// <summary>How it behaves.</summary>
    public required MemoryShape Shape { get; init; }

    /// <summary>Trend of the floor over the whole time; of the later two thirds for <see cref="MemoryShape.Leak"/>.</summary>
    public required Trend Floor { get; init; }

    /// <summary>Times that it fell back by a good part of its range.</summary>
    public required int Falls { get; init; }

    /// <summary>Range between its 5th and 95th percentile, in the unit of the series; NaN when unknown.</summary>
    public required double Range { get; init; }
}
