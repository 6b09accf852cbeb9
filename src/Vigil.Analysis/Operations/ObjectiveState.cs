using Vigil.Core.Operations;

namespace Vigil.Analysis.Operations;

/// <summary>How fast an objective's error budget burns: 1 uses it up exactly by the end of its days.</summary>
/// <param name="WindowSeconds">Over which time.</param>
/// <param name="Operations">How many operations count; those called off do not.</param>
/// <param name="Bad">How many of them failed or were too slow.</param>
/// <param name="Rate">The burn rate; NaN without operations.</param>
public readonly record struct BurnRate(double WindowSeconds, long Operations, long Bad, double Rate);

/// <summary>Two windows that must burn too fast together: the long one so that it matters, the short one so that it still goes on.</summary>
/// <param name="Factor">Least rate.</param>
/// <param name="Long">The long window.</param>
/// <param name="Short">The short one.</param>
public readonly record struct BurnAlarm(double Factor, BurnRate Long, BurnRate Short)
{
    /// <summary>Whether both burn too fast.</summary>
    public bool IsFiring => Long.Rate >= Factor && Short.Rate >= Factor;
}

/// <summary>Where an objective stands.</summary>
public sealed record ObjectiveState
{
    private static readonly (double Factor, double LongSeconds, double ShortSeconds)[] s_alarms = [(14.4, 3600, 300), (6, 6 * 3600, 1800)];

    /// <summary>The objective.</summary>
    public required ServiceObjective Objective { get; init; }

    /// <summary>Over all its days.</summary>
    public required BurnRate Whole { get; init; }

    /// <summary>Its alarms, the fastest first.</summary>
    public required IReadOnlyList<BurnAlarm> Alarms { get; init; }

    /// <summary>Share of the error budget that is left, below 0 when overdrawn; NaN without operations.</summary>
    public double BudgetLeft => 1 - Whole.Rate;

    /// <summary>Computes it. Too slow means above the limit within <see cref="DurationSketch.RelativeError"/>.</summary>
    public static ObjectiveState Of(ServiceObjective objective, IOperationReader reader, double nowUnixSeconds) => new()
    {
        Objective = objective,
        Whole = Burn(objective, reader, nowUnixSeconds, objective.Days * 86_400),
        Alarms = [.. s_alarms.Select(alarm => new BurnAlarm(
            alarm.Factor, Burn(objective, reader, nowUnixSeconds, alarm.LongSeconds), Burn(objective, reader, nowUnixSeconds, alarm.ShortSeconds)))],
    };

    /// <summary>How many operations between two instants count, and how many of them failed or were too slow.</summary>
    internal static (long Counted, long Bad) Outcomes(ServiceObjective objective, IOperationReader reader, double from, double to)
    {
        OperationTally tally = reader.ReadTotal(new OperationQuery { Type = objective.Type, Name = objective.OperationName, FromUnixSeconds = from, ToUnixSeconds = to });
        long counted = tally.Count - tally.Cancelled;

        // The sketch does not know which of the slow ones failed: at worst none did.
        long slow = objective.WithinSeconds is { } limit ? tally.Durations.CountAbove((long)(limit * 1e9)) : 0;
        return (counted, Math.Min(counted, tally.Failed + slow));
    }

    private static BurnRate Burn(ServiceObjective objective, IOperationReader reader, double now, double seconds)
    {
        (long counted, long bad) = Outcomes(objective, reader, now - seconds, now);
        return new BurnRate(seconds, counted, bad, counted == 0 ? double.NaN : bad / (double)counted / (1 - objective.Target));
    }
}
