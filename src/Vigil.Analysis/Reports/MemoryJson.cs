using System.Text.Json.Nodes;
using Vigil.Analysis.Memory;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Reports;

/// <summary>Who held the memory, and what would fit, as JSON. Sizes are bytes.</summary>
internal static class MemoryJson
{
    public static JsonObject Ledger(OomLedger ledger) => new()
    {
        ["memory"] = ledger.Memory is { } memory ? Of(memory) : null,
        ["gpus"] = new JsonArray([.. ledger.Gpus.Select(gpu => (JsonNode)Of(gpu))]),
    };

    public static JsonArray Fits(IEnumerable<FitPrediction> predictions) => new([.. predictions.Select(prediction => (JsonNode)new JsonObject
    {
        ["setting"] = EnumNames.ToSnakeCase(prediction.Setting),
        ["value"] = prediction.Value.DeepClone(),
        ["resource"] = prediction.Resource,
        ["peak_bytes"] = AnalysisJson.Number(prediction.PeakBytes),
        ["predicted_bytes"] = AnalysisJson.Number(prediction.PredictedBytes),
        ["low_bytes"] = AnalysisJson.Number(prediction.LowBytes),
        ["high_bytes"] = AnalysisJson.Number(prediction.HighBytes),
        ["limit_bytes"] = AnalysisJson.Number(prediction.LimitBytes),
        ["fits"] = prediction.Fits,
        ["surely_fits"] = prediction.SurelyFits,
        ["is_measured"] = prediction.IsMeasured,
        ["basis"] = prediction.Basis,
    })]);

    private static JsonObject Of(MemoryLedger memory) => new()
    {
        ["at"] = AnalysisJson.Number(memory.At),
        ["is_at_kill"] = memory.IsAtKill,
        ["is_limited"] = memory.IsLimited,
        ["total_bytes"] = AnalysisJson.Number(memory.TotalBytes),
        ["used_bytes"] = AnalysisJson.Number(memory.UsedBytes),
        ["free_bytes"] = AnalysisJson.Number(memory.FreeBytes),
        ["entries"] = new JsonArray([.. memory.Entries.Select(entry => (JsonNode)new JsonObject
        {
            ["holder"] = EnumNames.ToSnakeCase(entry.Holder),
            ["name"] = entry.Name,
            ["bytes"] = AnalysisJson.Number(entry.Bytes),
            ["pid"] = entry.Pid,
        })]),
        ["basis"] = memory.Basis,
    };

    private static JsonObject Of(GpuLedger gpu) => new()
    {
        ["index"] = gpu.Index,
        ["key"] = gpu.GpuKey,
        ["at"] = AnalysisJson.Number(gpu.At),
        ["total_bytes"] = AnalysisJson.Number(gpu.TotalBytes),
        ["used_bytes"] = AnalysisJson.Number(gpu.UsedBytes),
        ["free_bytes"] = AnalysisJson.Number(gpu.FreeBytes),
        ["own_bytes"] = AnalysisJson.Number(gpu.OwnBytes),
        ["other_tenants_bytes"] = AnalysisJson.Number(gpu.OtherTenantsBytes),
        ["allocated_bytes"] = AnalysisJson.Number(gpu.AllocatedBytes),
        ["reserved_unused_bytes"] = AnalysisJson.Number(gpu.ReservedUnusedBytes),
        ["request_bytes"] = AnalysisJson.Number(gpu.RequestBytes),
        ["is_fragmented"] = gpu.IsFragmented,
    };
}
