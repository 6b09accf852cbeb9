using Vigil.Alerting.Watching;
using Vigil.Core.Alerts;

namespace Vigil.Alerting.Conditions;

/// <summary>A target at an instant, with what a condition may have kept about it.</summary>
/// <param name="target">The target.</param>
/// <param name="now">The instant, seconds since the Unix epoch.</param>
/// <param name="isFiring">Whether the alert fires: thresholds for ending it apply.</param>
/// <param name="memory">What the condition kept; null for nothing yet.</param>
/// <param name="levels">Answers for objectives; null where nobody does.</param>
internal sealed class Observed(Target target, double now, bool isFiring, double[]? memory, IServiceLevels? levels = null)
{
    public Target Target => target;

    public double Now => now;

    public bool IsFiring => isFiring;

    public IServiceLevels? Levels => levels;

    /// <summary>What the condition keeps for the next time; survives restarts.</summary>
    public double[]? Memory { get; set; } = memory;

    /// <summary>The newest reading, where it is new enough to speak for now.</summary>
    public (double At, double Value)? Newest => target is { Record: { } record, Series: { } series } ? series.Before(now, record.StaleSeconds).Newest : null;
}
