namespace Vigil.Analysis.Death;

/// <summary>
/// When a silence without steps is a hang. A run that steps steadily is judged by its own rhythm, any other by the
/// documents' fixed time.
/// </summary>
public sealed record HangThresholds
{
    /// <summary>The defaults.</summary>
    public static HangThresholds Default { get; } = new();

    /// <summary>Silence that counts as stalled whatever the rhythm, seconds.</summary>
    public double StalledSeconds { get; init; } = 1800;

    /// <summary>The shortest silence that can count, seconds.</summary>
    public double ShortestSeconds { get; init; } = 60;

    /// <summary>
    /// The shortest silence that can count in a run that somebody then ended, seconds: nobody is alarmed by it, and that
    /// it was ended speaks for it.
    /// </summary>
    public double ShortestEndedSeconds { get; init; } = 10;

    /// <summary>Silence in multiples of the run's own p99 time between steps.</summary>
    public double RhythmFactor { get; init; } = 20;
}
