namespace Vigil.Analysis.Scoring;

/// <summary>One part of the score.</summary>
/// <param name="Name">What it is, in snake case: <c>success_rate</c>, <c>p95_duration</c>, <c>bottleneck</c>, <c>resource_use</c>. A contract.</param>
/// <param name="Points">Points that it adds; negative where it deducts.</param>
/// <param name="Reason">Why, one sentence with figures.</param>
public sealed record ScoreItem(string Name, double Points, string Reason);
