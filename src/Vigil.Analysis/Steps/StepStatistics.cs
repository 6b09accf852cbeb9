namespace Vigil.Analysis.Steps;

/// <summary>How long steps take, warm-up left out.</summary>
public sealed record StepStatistics
{
    /// <summary>Steps whose duration is known, warm-up left out.</summary>
    public required int Count { get; init; }

    /// <summary>Slower steps at the beginning that are left out.</summary>
    public required int WarmUpSteps { get; init; }

    /// <summary>Half of the steps took no longer, seconds.</summary>
    public required double MedianSeconds { get; init; }

    /// <summary>Mean, seconds.</summary>
    public required double MeanSeconds { get; init; }

    /// <summary>95 % of the steps took no longer, seconds.</summary>
    public required double P95Seconds { get; init; }

    /// <summary>99 % of the steps took no longer, seconds.</summary>
    public required double P99Seconds { get; init; }

    /// <summary>The slowest steps, slowest first, at most 20; only such as lie far from the others.</summary>
    public required IReadOnlyList<SlowStep> SlowSteps { get; init; }
}
