using Vigil.Alerting.Watching;
using Vigil.Alerting.Words;

namespace Vigil.Alerting.Conditions;

/// <summary>
/// A level that is too high or too low. Once it fires it ends only when the level has come back to
/// <paramref name="resolve"/>: a level that trembles about the limit raises one alert, not many.
/// </summary>
/// <param name="limit">The limit, in the unit of the series; it must be passed, not only reached.</param>
/// <param name="above">Whether too high or too low.</param>
/// <param name="resolve">Where it is over; the limit itself unless set.</param>
/// <param name="meanSeconds">The mean of so many seconds is judged; 0 for the newest reading.</param>
internal sealed class ThresholdCondition(double limit, bool above, double? resolve = null, double meanSeconds = 0) : ICondition
{
    /// <summary>A mean of less than this share of its time says nothing yet.</summary>
    private const double LeastCover = 0.8;

    public double Limit => limit;

    public TargetKind Looks => TargetKind.Series;

    public double WindowSeconds => meanSeconds;

    public string Describe(string? unit) =>
        (meanSeconds > 0 ? $"mean of {Quantity.Duration(meanSeconds)} " : "") + (above ? "above " : "below ") + Quantity.Of(limit, unit) + (resolve is { } over ? $", over at {Quantity.Of(over, unit)}" : "");

    public Judgement Judge(Observed observed)
    {
        if (observed.Newest is not { } newest)
        {
            return Judgement.Unknown;
        }

        double value = newest.Value;
        if (meanSeconds > 0)
        {
            SeriesWindow window = observed.Target.Series!.Before(observed.Now, meanSeconds);
            if (window.Mean is not { } mean || (!observed.IsFiring && observed.Now - window.Times[0] < LeastCover * meanSeconds))
            {
                return Judgement.Unknown;
            }

            value = mean;
        }

        double edge = observed.IsFiring ? resolve ?? limit : limit;
        return Judgement.Of(above ? value > edge : value < edge, value);
    }
}
