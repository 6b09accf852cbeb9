using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules;

/// <summary>What a rule is; printed in the catalogue and on its page.</summary>
public sealed record RuleDescription
{
    /// <summary><c>VIG</c> and three digits; never reused.</summary>
    public required string Id { get; init; }

    /// <summary>Name in snake case; the prefix of its thresholds' keys.</summary>
    public required string Name { get; init; }

    /// <summary>What it sees, in a few words.</summary>
    public required string Title { get; init; }

    /// <summary>What it is about.</summary>
    public required RuleCategory Category { get; init; }

    /// <summary>The most that its findings matter.</summary>
    public required Severity Severity { get; init; }

    /// <summary>Its thresholds; may be empty.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>Where its page stands, relative to the documentation's root.</summary>
    public string Page => $"rules/{Id}.md";
}
