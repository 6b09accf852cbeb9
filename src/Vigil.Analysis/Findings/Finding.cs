namespace Vigil.Analysis.Findings;

/// <summary>What a rule concludes from the evidence.</summary>
public sealed record Finding
{
    /// <summary>Id of the rule, such as <c>VIG001</c>.</summary>
    public required string RuleId { get; init; }

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>A headline of at most 60 characters.</summary>
    public required string Title { get; init; }

    /// <summary>Two or three sentences: what was seen, with figures, and why it matters.</summary>
    public required string Explanation { get; init; }

    /// <summary>How sure, 0 to 1: from the amount of data and how far beyond the threshold it lies.</summary>
    public required double Confidence { get; init; }

    /// <summary>What it rests on; never empty.</summary>
    public required IReadOnlyList<EvidenceItem> Evidence { get; init; }

    /// <summary>What could be done about it, the best first; may be empty.</summary>
    public IReadOnlyList<Remedy> Remedies { get; init; } = [];
}
