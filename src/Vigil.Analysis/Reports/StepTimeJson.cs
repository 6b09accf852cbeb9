using System.Text.Json.Nodes;
using Vigil.Analysis.Steps;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Reports;

/// <summary>Where the time went, as JSON.</summary>
internal static class StepTimeJson
{
    public static JsonObject Create(StepTimeBreakdown time) => new()
    {
        ["window_seconds"] = AnalysisJson.Number(time.WindowSeconds),
        ["stepping_seconds"] = AnalysisJson.Number(time.SteppingSeconds),
        ["data_wait_percent"] = AnalysisJson.Number(time.DataWaitPercent),
        ["data_wait_basis"] = EnumNames.ToSnakeCase(time.DataWaitBasis),
        ["shares"] = new JsonArray([.. time.Shares.Select(share => (JsonNode)new JsonObject
        {
            ["cause"] = EnumNames.ToSnakeCase(share.Cause),
            ["seconds"] = AnalysisJson.Number(share.Seconds),
            ["percent"] = AnalysisJson.Number(share.Percent),
            ["basis"] = EnumNames.ToSnakeCase(share.Basis),
            ["confidence"] = AnalysisJson.Number(share.Confidence),
        })]),
        ["steps"] = time.Steps is { } steps ? Steps(steps) : null,
    };

    private static JsonObject Steps(StepStatistics steps) => new()
    {
        ["count"] = steps.Count,
        ["warm_up"] = steps.WarmUpSteps,
        ["median_seconds"] = AnalysisJson.Number(steps.MedianSeconds),
        ["mean_seconds"] = AnalysisJson.Number(steps.MeanSeconds),
        ["p95_seconds"] = AnalysisJson.Number(steps.P95Seconds),
        ["p99_seconds"] = AnalysisJson.Number(steps.P99Seconds),
        ["slow"] = new JsonArray([.. steps.SlowSteps.Select(step => (JsonNode)new JsonObject
        {
            ["step"] = step.Step,
            ["at"] = AnalysisJson.Number(step.At),
            ["seconds"] = AnalysisJson.Number(step.Seconds),
            ["with"] = new JsonArray([.. step.With.Select(with => (JsonNode)EnumNames.ToSnakeCase(with))]),
        })]),
    };
}
