using System.Text.Json.Nodes;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Recommendations;

/// <summary>A remedy in the words of this run: what to change, where, from what to what, and what it brings.</summary>
public sealed record Recommendation
{
    /// <summary>Position in the list, from 1; also what <c>vigil apply --pick</c> takes.</summary>
    public required int Number { get; init; }

    /// <summary>How much it matters.</summary>
    public required Severity Severity { get; init; }

    /// <summary>A headline in the imperative.</summary>
    public required string Title { get; init; }

    /// <summary>What to do, in the words of the run's framework.</summary>
    public required string Action { get; init; }

    /// <summary>What it brings.</summary>
    public required string Impact { get; init; }

    /// <summary>The expected effect with its interval; null when it cannot be told.</summary>
    public Effect? Effect { get; init; }

    /// <summary>The setting; null when it is no setting.</summary>
    public TrainingSetting? Setting { get; init; }

    /// <summary>Where the setting stands or is to be written; null when it is no setting or no place is known.</summary>
    public SettingPlace? Place { get; init; }

    /// <summary>Its present value; null when it is not known.</summary>
    public JsonNode? CurrentValue { get; init; }

    /// <summary>The value to give it; null when it is no setting.</summary>
    public JsonNode? RecommendedValue { get; init; }

    /// <summary>What it rests on.</summary>
    public required IReadOnlyList<EvidenceItem> Evidence { get; init; }

    /// <summary>How sure, 0 to 1.</summary>
    public required double Confidence { get; init; }

    /// <summary>The rule that it comes from.</summary>
    public required string RuleId { get; init; }

    /// <summary>All rules that ask for it, the strongest first; the one of <see cref="RuleId"/> among them.</summary>
    public IReadOnlyList<string> AskedBy { get; init; } = [];

    /// <summary>
    /// Number of the recommendation that serves the same end and comes first, so that one of the two is enough; null for one
    /// that stands for itself. <c>vigil apply</c> leaves alternatives out unless they are picked.
    /// </summary>
    public int? AlternativeTo { get; init; }

    /// <summary>Everything that has to be written for it, the one of <see cref="Place"/> first; empty when no place is known.</summary>
    public IReadOnlyList<SettingChange> Changes { get; init; } = [];
}
