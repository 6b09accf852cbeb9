using Vigil.Alerting.Watching;
using Vigil.Alerting.Words;
using Vigil.Analysis.Statistics;

namespace Vigil.Alerting.Conditions;

/// <summary>Which way a level strays.</summary>
internal enum AnomalyDirection
{
    Both,
    Above,
    Below,
}

/// <summary>
/// A level that strays from what is usual for this very series. The usual level and spread are learned: first from the
/// median and the median absolute deviation of <paramref name="learnSeconds"/>, then by moving averages in which no reading
/// counts for more than three spreads (as Huber's estimator has it), so that what is unusual teaches little while it lasts
/// and becomes the new usual only when it stays. Days and weeks are not told apart.
/// </summary>
/// <param name="spreads">How many spreads away is unusual.</param>
/// <param name="direction">Which way.</param>
/// <param name="learnSeconds">How long it learns before it judges.</param>
/// <param name="halfLifeSeconds">After how long what was learned counts for half.</param>
/// <param name="meanSeconds">The mean of so many seconds is judged.</param>
internal sealed class AnomalyCondition(double spreads, AnomalyDirection direction, double learnSeconds, double halfLifeSeconds, double meanSeconds) : ICondition
{
    private const double MostCounted = 3;

    /// <summary>E|X| of a normal variable is 0.798 of its spread.</summary>
    private const double FromMeanDeviation = 1.2533;

    /// <summary>The least spread, as a share of the level: readings that stand still are no measure of it.</summary>
    private const double LeastSpread = 0.01;

    /// <summary>Fewer readings than this teach nothing.</summary>
    private const int LeastReadings = 20;

    public TargetKind Looks => TargetKind.Series;

    public double WindowSeconds => Math.Max(learnSeconds, meanSeconds);

    public string Describe(string? unit) =>
        $"mean of {Quantity.Duration(meanSeconds)} more than {Quantity.Of(spreads, null)} spreads {(direction == AnomalyDirection.Both ? "from" : direction == AnomalyDirection.Above ? "above" : "below")} its usual level, learned over {Quantity.Duration(learnSeconds)}";

    public Judgement Judge(Observed observed)
    {
        if (observed.Newest is not { } newest || observed.Target.Series!.Before(observed.Now, meanSeconds).Mean is not { } value)
        {
            return Judgement.Unknown;
        }

        // Memory: time of the newest reading learned from, level, spread.
        if (observed.Memory is not [var learnedUntil, var level, var spread])
        {
            observed.Memory = Learn(observed.Target.Series.Before(observed.Now, learnSeconds), observed.Now);
            return Judgement.Unknown;
        }

        double distance = (value - level) / Math.Max(spread, Math.Max(LeastSpread * Math.Abs(level), double.Epsilon));
        if (newest.At > learnedUntil)
        {
            double weight = 1 - Math.Pow(0.5, (newest.At - learnedUntil) / halfLifeSeconds);
            double counted = Math.Clamp(value - level, -MostCounted * spread, MostCounted * spread);
            observed.Memory = [newest.At, level + (weight * counted), spread + (weight * ((FromMeanDeviation * Math.Abs(counted)) - spread))];
        }

        bool strays = direction switch
        {
            AnomalyDirection.Above => distance > Limit(observed),
            AnomalyDirection.Below => -distance > Limit(observed),
            _ => Math.Abs(distance) > Limit(observed),
        };
        return Judgement.Of(strays, value, $"usually {Quantity.Of(level, observed.Target.Series.Unit)} ± {Quantity.Of(spread, observed.Target.Series.Unit)}");
    }

    // It ends where it is well inside again.
    private double Limit(Observed observed) => observed.IsFiring ? spreads / 2 : spreads;

    private double[]? Learn(SeriesWindow window, double now)
    {
        if (window.Values.Length < LeastReadings || now - window.Times[0] < 0.9 * learnSeconds)
        {
            return null;
        }

        (double median, double scale) = RobustScale.Of(window.Values);
        return double.IsNaN(median) ? null : [window.Times[^1], median, Math.Max(scale, LeastSpread * Math.Abs(median))];
    }
}
