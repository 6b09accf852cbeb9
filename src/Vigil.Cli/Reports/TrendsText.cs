using System.Globalization;
using Vigil.Analysis.Statistics;
using Vigil.Analysis.Trends;
using Vigil.Cli.Output;
using Vigil.Core.Runs;

namespace Vigil.Cli.Reports;

/// <summary>Where the quantities of a run go, for people: those that move, and what that leads to.</summary>
internal static class TrendsText
{
    /// <param name="screen">Gets them.</param>
    /// <param name="trends">The trends.</param>
    /// <param name="now">End of the window, seconds since the Unix epoch: forecasts are told from there.</param>
    public static void Write(TextScreen screen, TrendReport trends, double now)
    {
        SeriesTrend[] moving = [.. trends.Series.Where(series => series.Trend.IsMoving)];
        if (moving.Length == 0 && trends.End is null && trends.Checkpoint is null or { Fits: true })
        {
            return;
        }

        screen.Heading("Trends");
        if (moving.Length > 0)
        {
            screen.Table(
                ["", ">latest", ">per hour", "", ""],
                [.. moving.Select(series => (IReadOnlyList<string>)
                [
                    series.Name.Replace('_', ' ') + (series.Subject is { } subject ? " " + RunText.OneLine(subject) : ""),
                    Value(series.Latest, series.Unit),
                    (series.Trend.SlopePerSecond > 0 ? "+" : "") + Value(series.Trend.SlopePerSecond * 3600, series.Unit),
                    series.Leak is { } leak ? EnumNames.ToSnakeCase(leak.Shape).Replace('_', ' ') : EnumNames.ToSnakeCase(series.Trend.Direction),
                    series.Forecast is { State: ForecastState.WillReach, At: { } at } forecast ? Full(at, forecast, now) : "",
                ])]);
        }

        if (trends.End is { } end)
        {
            screen.Folded("  ", string.Create(CultureInfo.InvariantCulture, $"{end.RemainingSteps:N0} steps to go: done in {Humanize.Duration(end.At - now)} (between {Humanize.Duration(end.Earliest - now)} and {Humanize.Duration(end.Latest - now)})"));
        }

        if (trends.Checkpoint is { Fits: false } checkpoint)
        {
            screen.Folded("  ", $"the next checkpoint will not fit: it takes {Humanize.Bytes(checkpoint.LargestBytes)}, {Humanize.Bytes(checkpoint.FreeBytes)} are free", tint: Tint.Bad);
        }
    }

    private static string Full(double at, LimitForecast forecast, double now) =>
        $"{(forecast.Trend.SlopePerSecond > 0 ? "full" : "empty")} in {Humanize.Duration(at - now)}";

    private static string Value(double value, string unit) => unit switch
    {
        "By" => Humanize.Bytes(value),
        "%" => Humanize.Percent(value),
        "s" => Humanize.Number(value) + " s",
        _ => Humanize.Number(value),
    };
}
