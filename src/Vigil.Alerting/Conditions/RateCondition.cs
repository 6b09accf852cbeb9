using Vigil.Alerting.Watching;
using Vigil.Alerting.Words;

namespace Vigil.Alerting.Conditions;

/// <summary>A level that rises or falls too fast, by the least-squares line through a stretch of it.</summary>
/// <param name="limit">Change in a second, in the unit of the series.</param>
/// <param name="above">Whether faster upwards than the limit, or below it.</param>
/// <param name="resolve">Where it is over; the limit itself unless set.</param>
/// <param name="overSeconds">Length of the stretch.</param>
internal sealed class RateCondition(double limit, bool above, double? resolve, double overSeconds) : ICondition
{
    private const int LeastReadings = 3;
    private const double LeastCover = 0.8;

    public TargetKind Looks => TargetKind.Series;

    public double WindowSeconds => overSeconds;

    public string Describe(string? unit) =>
        $"changing by {(above ? "more" : "less")} than {Quantity.Of(limit, unit)} a second over {Quantity.Duration(overSeconds)}{(resolve is { } over ? $", over at {Quantity.Of(over, unit)} a second" : "")}";

    public Judgement Judge(Observed observed)
    {
        if (observed.Newest is null)
        {
            return Judgement.Unknown;
        }

        SeriesWindow window = observed.Target.Series!.Before(observed.Now, overSeconds);
        if (observed.Now - window.Times[0] < LeastCover * overSeconds || Slope(window) is not { } slope)
        {
            return Judgement.Unknown;
        }

        double edge = observed.IsFiring ? resolve ?? limit : limit;
        return Judgement.Of(above ? slope > edge : slope < edge, slope);
    }

    private static double? Slope(SeriesWindow window)
    {
        double origin = window.Times[0];
        double count = 0, sumT = 0, sumV = 0, sumTT = 0, sumTV = 0;
        for (int i = 0; i < window.Values.Length; i++)
        {
            double value = window.Values[i];
            if (!double.IsNaN(value))
            {
                double t = window.Times[i] - origin;
                count++;
                sumT += t;
                sumV += value;
                sumTT += t * t;
                sumTV += t * value;
            }
        }

        double spread = (count * sumTT) - (sumT * sumT);
        return count < LeastReadings || spread <= 0 ? null : ((count * sumTV) - (sumT * sumV)) / spread;
    }
}
