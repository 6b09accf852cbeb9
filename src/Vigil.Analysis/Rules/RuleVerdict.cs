using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules;

/// <summary>What a rule says of a window.</summary>
/// <param name="State">How it came out.</param>
/// <param name="Reason">Why it could not judge, one sentence; null when it did.</param>
/// <param name="Findings">What it found; empty unless it fired.</param>
public sealed record RuleVerdict(RuleState State, string? Reason, IReadOnlyList<Finding> Findings)
{
    /// <summary>Nothing is wrong.</summary>
    public static RuleVerdict Quiet { get; } = new(RuleState.Quiet, null, []);

    /// <summary>Something was found.</summary>
    public static RuleVerdict Fired(params IReadOnlyList<Finding> findings) => new(RuleState.Fired, null, findings);

    /// <summary>Too little data; the reason says how much is there and how much is wanted.</summary>
    public static RuleVerdict InsufficientData(string reason) => new(RuleState.InsufficientData, reason, []);

    /// <summary>The rule has nothing to judge in this run.</summary>
    public static RuleVerdict NotApplicable(string reason) => new(RuleState.NotApplicable, reason, []);
}
