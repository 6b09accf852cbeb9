namespace Vigil.Analysis.Recommendations;

/// <summary>What to do about the findings of a run.</summary>
/// <param name="Recommendations">The most urgent first, numbered from 1.</param>
/// <param name="SetAside">What is not recommended, with the reason.</param>
public sealed record RecommendationPlan(IReadOnlyList<Recommendation> Recommendations, IReadOnlyList<SetAsideRemedy> SetAside)
{
    /// <summary>Nothing to do.</summary>
    public static RecommendationPlan Empty { get; } = new([], []);
}
