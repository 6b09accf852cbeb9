using Vigil.Analysis.Evidence;

namespace Vigil.Analysis.Steps;

/// <summary>Where the time of a window went, as far as the evidence tells, and how long steps take.</summary>
public sealed record StepTimeBreakdown
{
    /// <summary>Length of the window, seconds.</summary>
    public required double WindowSeconds { get; init; }

    /// <summary>The shares, the largest first; together 100 %. Empty when the window is empty.</summary>
    public required IReadOnlyList<TimeShare> Shares { get; init; }

    /// <summary>The part of the window in which steps followed each other: start, pauses and end left out, seconds.</summary>
    public required double SteppingSeconds { get; init; }

    /// <summary>Share of the stepping time that went into waiting for data, whatever the reason, percent; NaN when the evidence does not tell.</summary>
    public required double DataWaitPercent { get; init; }

    /// <summary>Where that comes from.</summary>
    public required ShareBasis DataWaitBasis { get; init; }

    /// <summary>How sure that is, 0 to 1.</summary>
    public required double DataWaitConfidence { get; init; }

    /// <summary>How long steps take; null when no duration is known.</summary>
    public required StepStatistics? Steps { get; init; }

    /// <summary>The breakdown of a run or window, worked out once.</summary>
    public static StepTimeBreakdown Of(RunEvidence evidence) => evidence.Derive(static evidence => new TimeAttribution(evidence).Breakdown());

    /// <summary>Share of the window that went somewhere, percent; 0 when none did.</summary>
    public double PercentOf(TimeCause cause) => Shares.FirstOrDefault(share => share.Cause == cause)?.Percent ?? 0;
}
