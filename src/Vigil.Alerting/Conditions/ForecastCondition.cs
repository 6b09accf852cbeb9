using Vigil.Alerting.Watching;
using Vigil.Alerting.Words;
using Vigil.Analysis.Statistics;
using Vigil.Core.Metrics;

namespace Vigil.Alerting.Conditions;

/// <summary>A level that will reach a limit soon if it goes on as it does: the robust line of <see cref="Forecasts"/>, where the trend is significant.</summary>
/// <param name="limit">The limit, in the unit of the series.</param>
/// <param name="upwards">Whether it is reached by rising or by falling.</param>
/// <param name="withinSeconds">How soon is too soon.</param>
/// <param name="overSeconds">How much of the past is looked at.</param>
internal sealed class ForecastCondition(double limit, bool upwards, double withinSeconds, double overSeconds) : ICondition
{
    /// <summary>Once it fires, the limit must have moved so much further off before it ends.</summary>
    private const double Slack = 1.25;

    /// <summary>Less of the past than this share says nothing.</summary>
    private const double LeastCover = 0.25;

    public TargetKind Looks => TargetKind.Series;

    public double WindowSeconds => overSeconds;

    public double EverySeconds => Math.Min(30, withinSeconds / 20);

    public string? Unit => Units.Seconds;

    public string Describe(string? unit) =>
        $"will {(upwards ? "reach" : "fall to")} {Quantity.Of(limit, unit)} within {Quantity.Duration(withinSeconds)}, by the last {Quantity.Duration(overSeconds)}";

    public Judgement Judge(Observed observed)
    {
        if (observed.Newest is not { } newest)
        {
            return Judgement.Unknown;
        }

        if (upwards ? newest.Value >= limit : newest.Value <= limit)
        {
            return Judgement.Of(true, 0, "it is there");
        }

        SeriesWindow window = observed.Target.Series!.Before(observed.Now, overSeconds);
        if (observed.Now - window.Times[0] < LeastCover * overSeconds)
        {
            return Judgement.Unknown;
        }

        LimitForecast forecast = Forecasts.Limit(window.Times, window.Values, limit, upwards);
        return forecast switch
        {
            { State: ForecastState.InsufficientData } => Judgement.Unknown,
            { State: ForecastState.WillReach, At: { } at } => Judgement.Of(
                at - observed.Now <= withinSeconds * (observed.IsFiring ? Slack : 1),
                Math.Max(0, at - observed.Now),
                $"{Quantity.Of(newest.Value, observed.Target.Series.Unit)} now, {(upwards ? "+" : "")}{Quantity.Of(forecast.Trend.SlopePerSecond * 60, observed.Target.Series.Unit)} a minute"),
            { State: ForecastState.Reached } => Judgement.Of(true, 0),
            _ => Judgement.Of(false, null),
        };
    }
}
