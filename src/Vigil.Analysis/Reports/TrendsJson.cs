using System.Text.Json.Nodes;
using Vigil.Analysis.Statistics;
using Vigil.Analysis.Trends;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Reports;

/// <summary>Where the quantities of a run go, as JSON.</summary>
internal static class TrendsJson
{
    public static JsonObject Create(TrendReport trends) => new()
    {
        ["series"] = new JsonArray([.. trends.Series.Select(series => (JsonNode)Series(series))]),
        ["end"] = trends.End is not { } end ? null : new JsonObject
        {
            ["at"] = AnalysisJson.Number(end.At),
            ["earliest"] = AnalysisJson.Number(end.Earliest),
            ["latest"] = AnalysisJson.Number(end.Latest),
            ["remaining_steps"] = end.RemainingSteps,
        },
        ["checkpoint"] = trends.Checkpoint is not { } checkpoint ? null : new JsonObject
        {
            ["file_system"] = checkpoint.FileSystem,
            ["count"] = checkpoint.Count,
            ["median_bytes"] = AnalysisJson.Number(checkpoint.MedianBytes),
            ["largest_bytes"] = AnalysisJson.Number(checkpoint.LargestBytes),
            ["free_bytes"] = AnalysisJson.Number(checkpoint.FreeBytes),
            ["fits"] = checkpoint.Fits,
        },
        ["batch"] = trends.Batch is not { } batch ? null : new JsonObject
        {
            ["series"] = batch.Series,
            ["bytes_per_sample"] = AnalysisJson.Number(batch.BytesPerSample),
            ["low"] = AnalysisJson.Number(batch.Low),
            ["high"] = AnalysisJson.Number(batch.High),
            ["p_value"] = AnalysisJson.Number(batch.PValue),
        },
    };

    private static JsonObject Series(SeriesTrend series) => new()
    {
        ["name"] = series.Name,
        ["subject"] = series.Subject,
        ["unit"] = series.Unit,
        ["count"] = series.Count,
        ["median"] = AnalysisJson.Number(series.Median),
        ["latest"] = AnalysisJson.Number(series.Latest),
        ["direction"] = EnumNames.ToSnakeCase(series.Trend.Direction),
        ["slope_per_second"] = AnalysisJson.Number(series.Trend.SlopePerSecond),
        ["slope_low"] = AnalysisJson.Number(series.Trend.SlopeLow),
        ["slope_high"] = AnalysisJson.Number(series.Trend.SlopeHigh),
        ["p_value"] = AnalysisJson.Number(series.AdjustedPValue),
        ["shape"] = series.Leak is { } leak ? EnumNames.ToSnakeCase(leak.Shape) : null,
        ["full"] = series.Forecast is { State: ForecastState.WillReach } forecast ? new JsonObject
        {
            ["at"] = AnalysisJson.Number(forecast.At),
            ["earliest"] = AnalysisJson.Number(forecast.Earliest),
            ["latest"] = AnalysisJson.Number(forecast.Latest),
            ["limit"] = AnalysisJson.Number(forecast.Limit),
        } : null,
        ["changes"] = series.Changes.Count,
        ["outliers"] = series.OutlierCount,
    };
}
