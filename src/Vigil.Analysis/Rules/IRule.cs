using Vigil.Analysis.Evidence;

namespace Vigil.Analysis.Rules;

/// <summary>
/// Judges one thing about a run. A pure function of the evidence: the same rule serves a finished run, a live window and a
/// test. The cheapest question first: whether it can apply at all.
/// </summary>
public interface IRule
{
    /// <summary>What it is.</summary>
    RuleDescription Description { get; }

    /// <summary>Judges a window. Never throws for what data may look like.</summary>
    RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options);
}
