namespace Vigil.Analysis.Findings;

/// <summary>One thing that a conclusion rests on.</summary>
public sealed record EvidenceItem
{
    /// <summary>What it is.</summary>
    public required EvidenceKind Kind { get; init; }

    /// <summary>One sentence for people, quantities with units.</summary>
    public required string Text { get; init; }

    /// <summary>Metric, event type or setting it is about; null for none.</summary>
    public string? Subject { get; init; }

    /// <summary>First instant, seconds since the Unix epoch; null when it has none.</summary>
    public double? From { get; init; }

    /// <summary>Last instant; null when it has none, or is one instant.</summary>
    public double? To { get; init; }

    /// <summary>The figure; null when there is none.</summary>
    public double? Value { get; init; }

    /// <summary>The threshold it was held against, in the same unit; null when there is none.</summary>
    public double? Threshold { get; init; }

    /// <summary>UCUM unit of both; null when there is none.</summary>
    public string? Unit { get; init; }

    /// <summary>Number of samples or steps behind it; null when it does not apply.</summary>
    public int? Count { get; init; }
}
