using System.Text.Json.Nodes;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Comparison;

/// <summary>A comparison as JSON: a contract, docs/compare.md.</summary>
public static class ComparisonJson
{
    /// <summary>Makes the document.</summary>
    public static JsonObject Create(ComparisonReport report) => new()
    {
        ["first"] = Run(report.Comparison.First),
        ["second"] = Run(report.Comparison.Second),
        ["settings"] = new JsonArray([.. report.Comparison.Settings.Select(difference => (JsonNode)Setting(difference))]),
        ["quantities"] = new JsonArray([.. report.Comparison.Quantities.Select(quantity => (JsonNode)Quantity(quantity))]),
        ["proofs"] = new JsonArray([.. report.Proofs.Select(proof => (JsonNode)Proof(proof))]),
        ["regressions"] = new JsonArray([.. report.Regressions.Select(regression => (JsonNode)Regression(regression))]),
        ["capacity"] = Capacity(report.Capacity),
    };

    private static JsonObject Capacity(CapacityPlan capacity) => new()
    {
        ["runs"] = capacity.Runs,
        ["headroom"] = capacity.Headroom,
        ["memory_bytes"] = Need(capacity.Memory),
        ["memory_bytes_needed"] = Number(capacity.MemoryBytesNeeded),
        ["gpu_memory_bytes"] = Need(capacity.GpuMemory),
        ["gpu_memory_bytes_needed"] = Number(capacity.GpuMemoryBytesNeeded),
        ["disk_bytes"] = Need(capacity.Disk),
        ["disk_bytes_needed"] = Number(capacity.DiskBytesNeeded),
        ["duration_seconds"] = Need(capacity.Duration),
    };

    private static JsonObject Run(ComparedRun run) => new()
    {
        ["id"] = run.Evidence.Run.Start.Id,
        ["name"] = run.Evidence.Run.Start.Name,
        ["started_at"] = run.Evidence.Run.Start.StartedAt,
        ["verdict"] = EnumNames.ToSnakeCase(run.Verdict),
    };

    private static JsonObject Setting(SettingDifference difference) => new()
    {
        ["source"] = EnumNames.ToSnakeCase(difference.Source),
        ["path"] = difference.Path,
        ["setting"] = difference.Setting is { } setting ? EnumNames.ToSnakeCase(setting) : null,
        ["first"] = difference.First?.DeepClone(),
        ["second"] = difference.Second?.DeepClone(),
    };

    private static JsonObject Quantity(QuantityDifference quantity) => new()
    {
        ["name"] = quantity.Name,
        ["unit"] = quantity.Unit,
        ["first"] = Number(quantity.First),
        ["second"] = Number(quantity.Second),
        ["difference"] = Number(quantity.Difference),
        ["relative"] = Number(quantity.RelativeDifference),
        ["low"] = Number(quantity.Low),
        ["high"] = Number(quantity.High),
        ["p_value"] = Number(quantity.PValue),
        ["significant"] = quantity.IsSignificant,
        ["count"] = quantity.Count,
    };

    /// <summary>A piece of advice that was followed.</summary>
    internal static JsonObject Proof(Proof proof) => new()
    {
        ["title"] = proof.Title,
        ["rule"] = proof.RuleId,
        ["setting"] = Setting(proof.Setting),
        ["state"] = EnumNames.ToSnakeCase(proof.State),
        ["predicted"] = proof.Predicted is not { } effect ? null : new JsonObject
        {
            ["quantity"] = effect.Quantity,
            ["unit"] = effect.Unit,
            ["low"] = Number(effect.Low),
            ["expected"] = Number(effect.Expected),
            ["high"] = Number(effect.High),
        },
        ["measured"] = Number(proof.Measured),
        ["measured_low"] = Number(proof.MeasuredLow),
        ["measured_high"] = Number(proof.MeasuredHigh),
        ["other_differences"] = proof.OtherDifferences,
    };

    private static JsonObject Regression(Regression regression) => new()
    {
        ["name"] = regression.Name,
        ["unit"] = regression.Unit,
        ["baseline"] = Number(regression.Baseline),
        ["value"] = Number(regression.Value),
        ["relative"] = Number(regression.RelativeChange),
        ["p_value"] = Number(regression.PValue),
        ["runs"] = regression.Runs,
        ["since_run"] = regression.SinceRunId,
    };

    private static JsonObject? Need(CapacityNeed? need) => need is null ? null : new JsonObject
    {
        ["expected"] = Number(need.Expected),
        ["low"] = Number(need.Low),
        ["high"] = Number(need.High),
        ["greatest"] = Number(need.Greatest),
        ["growth_per_run"] = Number(need.GrowthPerRun),
        ["runs"] = need.Runs,
    };

    private static JsonNode? Number(double? number) => number is { } value && double.IsFinite(value) ? value : null;
}
