using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Comparison;

/// <summary>A recommendation of an earlier run that a later run followed: what was predicted, what was measured.</summary>
public sealed record Proof
{
    /// <summary>Title of the recommendation.</summary>
    public required string Title { get; init; }

    /// <summary>Id of the rule that it came from; null when the report does not say.</summary>
    public string? RuleId { get; init; }

    /// <summary>The setting as it was changed.</summary>
    public required SettingDifference Setting { get; init; }

    /// <summary>What was predicted; null when no figure was.</summary>
    public Effect? Predicted { get; init; }

    /// <summary>The measured change in the unit of the prediction; null when not measured.</summary>
    public double? Measured { get; init; }

    /// <summary>Lower bound of the measured change (95 %); null when it has none.</summary>
    public double? MeasuredLow { get; init; }

    /// <summary>Upper bound of the measured change (95 %); null when it has none.</summary>
    public double? MeasuredHigh { get; init; }

    /// <summary>What became of the prediction.</summary>
    public required ProofState State { get; init; }

    /// <summary>Other settings that differ: with any, the effect is not this setting's alone.</summary>
    public required int OtherDifferences { get; init; }
}
