using System.Text.Json.Nodes;
using Vigil.Analysis.Findings;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Comparison;

/// <summary>Holds what an earlier run was advised against what a later run that followed it measured.</summary>
public static class Proofs
{
    /// <summary>The recommendations that the later run followed.</summary>
    /// <param name="recommendations">Those of the first run as stored: see docs/analysis.md.</param>
    /// <param name="comparison">The first run against the later one.</param>
    public static IReadOnlyList<Proof> Of(JsonArray recommendations, RunComparison comparison)
    {
        var proofs = new List<Proof>();
        foreach (JsonObject recommendation in recommendations.OfType<JsonObject>())
        {
            if (Followed(recommendation, comparison.Settings) is { } followed)
            {
                proofs.Add(Judge(recommendation, followed, comparison));
            }
        }

        return proofs;
    }

    /// <summary>Whether any recommendation was followed.</summary>
    internal static bool IsAnyFollowed(JsonArray recommendations, IReadOnlyList<SettingDifference> settings) =>
        recommendations.OfType<JsonObject>().Any(recommendation => Followed(recommendation, settings) is not null);

    private static SettingDifference? Followed(JsonObject recommendation, IReadOnlyList<SettingDifference> settings)
    {
        string? setting = Text(recommendation["setting"]);
        string? path = Text(recommendation["config_path"]);
        return settings.FirstOrDefault(difference =>
            ((setting is not null && difference.Setting is { } known && EnumNames.ToSnakeCase(known) == setting) || (path is not null && difference.Path == path))
            && recommendation["recommended_value"] is { } value && SettingComparer.Same(difference.Second, value));
    }

    private static Proof Judge(JsonObject recommendation, SettingDifference followed, RunComparison comparison)
    {
        Effect? predicted = EffectOf(recommendation["effect"]);
        QuantityDifference? quantity = predicted is null ? null : comparison.Find(NameOf(predicted.Quantity));
        double scale = predicted?.Unit == "%" ? 100 / Math.Abs(quantity?.First ?? double.NaN) : 1;
        double? measured = Finite(quantity?.Difference * scale);
        double? low = Finite(quantity?.Low * scale);
        double? high = Finite(quantity?.High * scale);
        return new Proof
        {
            Title = Text(recommendation["title"]) ?? "",
            RuleId = Text(recommendation["rule"]) ?? Text(recommendation["rule_id"]),
            Setting = followed,
            Predicted = predicted,
            Measured = measured,
            MeasuredLow = low,
            MeasuredHigh = high,
            State = predicted is null || measured is null ? ProofState.NotMeasured : State(predicted, measured.Value, low ?? measured.Value, high ?? measured.Value),
            OtherDifferences = comparison.Settings.Count - 1,
        };
    }

    private static ProofState State(Effect predicted, double measured, double low, double high) =>
        Math.Sign(measured) != Math.Sign(predicted.Expected) || (low <= 0 && high >= 0 && (predicted.Low > 0 || predicted.High < 0)) ? ProofState.Refuted
        : high >= predicted.Low && low <= predicted.High ? ProofState.Confirmed
        : Math.Abs(measured) < Math.Abs(predicted.Expected) ? ProofState.Weaker
        : ProofState.Stronger;

    private static string NameOf(string quantity) => quantity switch
    {
        "memory" => QuantityNames.ProgramMemoryPeak,
        "gpu_memory" => QuantityNames.GpuMemoryPeak,
        "step_time" => QuantityNames.StepSeconds,
        "throughput" => QuantityNames.Throughput,
        "disk" => QuantityNames.DiskUsed,
        "loss" => QuantityNames.Loss,
        _ => quantity,
    };

    private static Effect? EffectOf(JsonNode? node) =>
        node is JsonObject effect && Text(effect["quantity"]) is { } quantity && Number(effect["expected"]) is { } expected
            ? new Effect
            {
                Quantity = quantity,
                Unit = Text(effect["unit"]) ?? "1",
                Low = Number(effect["low"]) ?? expected,
                Expected = expected,
                High = Number(effect["high"]) ?? expected,
                Basis = Text(effect["basis"]) ?? "",
                IsMeasured = effect["is_measured"] is JsonValue measured && measured.TryGetValue(out bool flag) && flag,
            }
            : null;

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static double? Number(JsonNode? node) => JsonFigures.Number(node);
}
