using System.Text.Json.Nodes;
using Vigil.Analysis.Comparison;
using Vigil.Analysis.Death;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Recommendations;
using Vigil.Analysis.Scoring;
using Vigil.Core.Runs;
using Vigil.Core.Training;

namespace Vigil.Analysis.Reports;

/// <summary>
/// An analysis as JSON: the members of the training document's endpoint (<c>summary</c>, <c>recommendations</c>,
/// <c>log_errors</c>, <c>metrics_timeline</c>) exactly, and more. A contract: docs/analysis.md.
/// </summary>
public static class AnalysisJson
{
    /// <summary>Most points of <c>metrics_timeline</c>: a longer run is thinned, its peaks kept.</summary>
    public const int TimelinePoints = 1000;

    /// <summary>Everything.</summary>
    public static JsonObject Create(RunAnalysis analysis) => new()
    {
        ["run"] = new JsonObject { ["id"] = analysis.Evidence.Run.Start.Id, ["name"] = analysis.Evidence.Run.Start.Name, ["state"] = EnumNames.ToSnakeCase(analysis.Evidence.Run.State) },
        ["created_at"] = analysis.CreatedAt,
        ["window"] = new JsonObject { ["from"] = analysis.Evidence.From, ["to"] = analysis.Evidence.To },
        ["summary"] = Summary(analysis),
        ["certificate"] = Certificate(analysis.Certificate),
        ["recommendations"] = Recommendations(analysis),
        ["findings"] = new JsonArray([.. analysis.Findings.Select(finding => (JsonNode)Finding(finding))]),
        ["set_aside"] = new JsonArray([.. analysis.SetAside.Select(remedy => (JsonNode)new JsonObject
        {
            ["rule"] = remedy.RuleId,
            ["title"] = remedy.Remedy.Title,
            ["reason"] = remedy.Reason,
        })]),
        ["score"] = analysis.Score is { } score ? Score(score) : null,
        ["ledger"] = MemoryJson.Ledger(analysis.Ledger),
        ["what_fits"] = MemoryJson.Fits(analysis.Fits),
        ["trends"] = analysis.Trends is { } trends ? TrendsJson.Create(trends) : null,
        ["step_time"] = analysis.StepTime is { } time ? StepTimeJson.Create(time) : null,
        ["log_errors"] = LogErrorsJson.Create(analysis),
        ["rules"] = new JsonArray([.. analysis.Verdicts.Select(pair => (JsonNode)new JsonObject
        {
            ["id"] = pair.Rule.Id,
            ["name"] = pair.Rule.Name,
            ["state"] = EnumNames.ToSnakeCase(pair.Verdict.State),
            ["reason"] = pair.Verdict.Reason,
        })]),
        ["faults"] = new JsonArray([.. analysis.Faults.Select(fault => (JsonNode)fault)]),
        ["metrics_timeline"] = TimelineJson.Create(analysis.Evidence.Totals, TimelinePoints),
    };

    /// <summary>The <c>AnalysisReport</c> row.</summary>
    public static StoredReport Report(RunAnalysis analysis) => new()
    {
        RunId = analysis.Evidence.Run.Start.Id,
        CreatedAt = analysis.CreatedAt,
        Summary = Summary(analysis),
        Recommendations = Recommendations(analysis),
        LogErrors = LogErrorsJson.Create(analysis),
        PeakMemoryBytes = MemoryPeak.Of(analysis.Evidence).PeakBytes,
        HealthScore = EnumNames.ToSnakeCase(analysis.Health),
    };

    /// <summary>The six figures of the document, then the verdict.</summary>
    public static JsonObject Summary(RunAnalysis analysis)
    {
        (double? peak, double? total) = MemoryPeak.Of(analysis.Evidence);
        return new JsonObject
        {
            ["health_score"] = EnumNames.ToSnakeCase(analysis.Health),
            ["peak_memory_gb"] = Gigabytes(peak),
            ["total_memory_gb"] = Gigabytes(total),
            ["training_completed"] = analysis.Certificate.Verdict == Verdict.Success,
            ["steps_completed"] = LastStep(analysis.Evidence.Steps),
            ["duration_minutes"] = Math.Round(analysis.Evidence.DurationSeconds / 60, 3),
            ["verdict"] = EnumNames.ToSnakeCase(analysis.Certificate.Verdict),
            ["headline"] = analysis.Certificate.Headline,
            ["confidence"] = Round(analysis.Certificate.Confidence),
            ["score"] = analysis.Score is { } score ? Math.Round(score.Value, 1) : null,
            ["advice_followed"] = analysis.Followed is not { } followed ? null : new JsonObject
            {
                ["run"] = followed.RunId,
                ["proofs"] = new JsonArray([.. followed.Proofs.Select(proof => (JsonNode)ComparisonJson.Proof(proof))]),
            },
        };
    }

    /// <summary>What to do, the most urgent first.</summary>
    public static JsonArray Recommendations(RunAnalysis analysis) =>
        new([.. analysis.Recommendations.Select(recommendation => (JsonNode)Recommendation(recommendation))]);

    /// <summary>Number on the last step; 0 when there was none.</summary>
    internal static long LastStep(IReadOnlyList<StepReading> steps) => steps is [.., var last] ? last.Step : 0;

    /// <summary>Binary gigabytes, as the columns ending in <c>_gb</c> hold them, to the mebibyte.</summary>
    internal static JsonNode? Gigabytes(double? bytes) => bytes is { } value && double.IsFinite(value) ? Math.Round(value / (1L << 30), 3) : null;

    /// <summary>A number, null where JSON knows none.</summary>
    internal static JsonNode? Number(double? number) => number is { } value && double.IsFinite(value) ? value : null;

    private static JsonNode? Round(double value) => double.IsFinite(value) ? Math.Round(value, 3) : null;

    private static JsonObject Recommendation(Recommendation recommendation) => new()
    {
        ["severity"] = EnumNames.ToSnakeCase(recommendation.Severity),
        ["title"] = recommendation.Title,
        ["action"] = recommendation.Action,
        ["impact"] = recommendation.Impact,
        ["config_path"] = recommendation.Place?.Path,
        ["current_value"] = recommendation.CurrentValue?.DeepClone(),
        ["recommended_value"] = recommendation.RecommendedValue?.DeepClone(),
        ["number"] = recommendation.Number,
        ["setting"] = recommendation.Setting is { } setting ? EnumNames.ToSnakeCase(setting) : null,
        ["config_file"] = recommendation.Place?.File,
        ["effect"] = recommendation.Effect is { } effect ? Effect(effect) : null,
        ["confidence"] = Round(recommendation.Confidence),
        ["rule"] = recommendation.RuleId,
        ["asked_by"] = new JsonArray([.. recommendation.AskedBy.Select(rule => (JsonNode)rule)]),
        ["alternative_to"] = recommendation.AlternativeTo,
        ["changes"] = new JsonArray([.. recommendation.Changes.Select(change => (JsonNode)new JsonObject
        {
            ["config_file"] = change.Place.File,
            ["config_path"] = change.Place.Path,
            ["value"] = change.Value?.DeepClone(),
        })]),
        ["evidence"] = Evidence(recommendation.Evidence),
    };

    private static JsonObject Effect(Effect effect) => new()
    {
        ["quantity"] = effect.Quantity,
        ["unit"] = effect.Unit,
        ["low"] = Number(effect.Low),
        ["expected"] = Number(effect.Expected),
        ["high"] = Number(effect.High),
        ["basis"] = effect.Basis,
        ["is_measured"] = effect.IsMeasured,
    };

    private static JsonObject Certificate(DeathCertificate certificate) => new()
    {
        ["verdict"] = EnumNames.ToSnakeCase(certificate.Verdict),
        ["is_failure"] = certificate.IsFailure,
        ["headline"] = certificate.Headline,
        ["confidence"] = Round(certificate.Confidence),
        ["at"] = Number(certificate.At),
        ["step"] = certificate.Step,
        ["for"] = Evidence(certificate.For),
        ["against"] = Evidence(certificate.Against),
    };

    private static JsonObject Score(PerformanceScore score) => new()
    {
        ["value"] = Math.Round(score.Value, 1),
        ["breakdown"] = new JsonArray([.. score.Breakdown.Select(item => (JsonNode)new JsonObject
        {
            ["name"] = item.Name,
            ["points"] = Number(item.Points),
            ["reason"] = item.Reason,
        })]),
    };

    /// <summary>One finding with what it rests on.</summary>
    public static JsonObject Finding(Finding finding) => new()
    {
        ["rule"] = finding.RuleId,
        ["severity"] = EnumNames.ToSnakeCase(finding.Severity),
        ["title"] = finding.Title,
        ["explanation"] = finding.Explanation,
        ["confidence"] = Round(finding.Confidence),
        ["evidence"] = Evidence(finding.Evidence),
    };

    private static JsonArray Evidence(IEnumerable<EvidenceItem> items) => new([.. items.Select(item => (JsonNode)new JsonObject
    {
        ["kind"] = EnumNames.ToSnakeCase(item.Kind),
        ["text"] = item.Text,
        ["subject"] = item.Subject,
        ["from"] = Number(item.From),
        ["to"] = Number(item.To),
        ["value"] = Number(item.Value),
        ["threshold"] = Number(item.Threshold),
        ["unit"] = item.Unit,
        ["count"] = item.Count,
    })]);
}
