using Vigil.Alerting.Words;

namespace Vigil.Alerting.Conditions;

/// <summary>Two windows that must both burn fast: the long one says that it matters, the short one that it still goes on.</summary>
/// <param name="Factor">How many times faster than the objective allows.</param>
/// <param name="LongSeconds">The long window.</param>
/// <param name="ShortSeconds">The short window.</param>
internal sealed record BurnWindow(double Factor, double LongSeconds, double ShortSeconds);

/// <summary>An objective whose allowance of bad outcomes is used up too fast.</summary>
/// <param name="objective">The objective.</param>
/// <param name="windows">Any of these.</param>
internal sealed class BurnRateCondition(string objective, IReadOnlyList<BurnWindow> windows) : ICondition
{
    /// <summary>When somebody is called at once: 2 % of a month's allowance in an hour, or 5 % in six.</summary>
    public static IReadOnlyList<BurnWindow> Page { get; } = [new(14.4, 3600, 300), new(6, 21600, 1800)];

    public TargetKind Looks => TargetKind.Whole;

    public double WindowSeconds => 0;

    public string Describe(string? unit) =>
        $"{objective} burns its allowance {string.Join(" or ", windows.Select(window => $"{Quantity.Of(window.Factor, null)} times too fast over {Quantity.Duration(window.LongSeconds)} and {Quantity.Duration(window.ShortSeconds)}"))}";

    public Judgement Judge(Observed observed)
    {
        if (observed.Levels is not { } levels || levels.Target(objective) is not { } target || target is <= 0 or >= 1)
        {
            return Judgement.Unknown;
        }

        bool known = false;
        double fastest = 0;
        foreach (BurnWindow window in windows)
        {
            if (levels.ErrorShare(objective, observed.Now - window.LongSeconds, observed.Now) is { } longShare
                && levels.ErrorShare(objective, observed.Now - window.ShortSeconds, observed.Now) is { } shortShare)
            {
                known = true;
                double burn = Math.Min(longShare, shortShare) / (1 - target);
                fastest = Math.Max(fastest, burn);
                if (burn > window.Factor)
                {
                    return Judgement.Of(true, burn);
                }
            }
        }

        return known ? Judgement.Of(false, fastest) : Judgement.Unknown;
    }
}
