namespace Vigil.Logs.Errors;

/// <summary>One thing that a log tells went wrong, with its repetitions.</summary>
public sealed record LogFinding
{
    /// <summary>What kind of thing.</summary>
    public required CauseClass Class { get; init; }

    /// <summary>How bad.</summary>
    public required LogLevel Level { get; init; }

    /// <summary>The one line that a person would quote, without colours, rank prefix or glued progress bar.</summary>
    public required string Message { get; init; }

    /// <summary>Number of the line it stands in, from 1; redrawn bars stay in one line.</summary>
    public required long Line { get; init; }

    /// <summary>When, seconds since the Unix epoch: from the line, the nearest line before it that has a time, or from when it was read. Null when nothing tells.</summary>
    public double? Timestamp { get; init; }

    /// <summary>Number on the latest line of training progress at or before it; null when there was none.</summary>
    public long? Step { get; init; }

    /// <summary>Rank of the process that said it; null when it does not say.</summary>
    public int? Rank { get; init; }

    /// <summary>How often it was said.</summary>
    public int Count { get; init; } = 1;

    /// <summary>How sure the class is, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>Lines of the traceback or stack dump that it ends, outermost first; empty when there was none.</summary>
    public IReadOnlyList<string> Stack { get; init; } = [];

    /// <summary>What the pattern captured by name (<c>tried</c>, <c>total</c>, <c>pid</c>, <c>path</c>…), as printed.</summary>
    public IReadOnlyDictionary<string, string> Captures { get; init; } = new Dictionary<string, string>();
}
