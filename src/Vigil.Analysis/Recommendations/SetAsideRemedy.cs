using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Recommendations;

/// <summary>A remedy that a rule named and that is not recommended.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Remedy">What it asked for.</param>
/// <param name="Reason">Why not, one sentence.</param>
public sealed record SetAsideRemedy(string RuleId, Remedy Remedy, string Reason);
