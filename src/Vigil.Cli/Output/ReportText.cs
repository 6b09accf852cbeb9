using System.Text.Json.Nodes;
using Vigil.Core.Runs;

namespace Vigil.Cli.Output;

/// <summary>A stored report in a few words, for the end of a run and for lists.</summary>
internal static class ReportText
{
    private const int AdviceShown = 3;

    /// <summary>The verdict, with the sentence that says more than the recorder did; null when a report of another program has none.</summary>
    public static (string Words, string Headline)? Verdict(StoredReport report) =>
        (string?)report.Summary["verdict"] is { } verdict && (string?)report.Summary["headline"] is { } headline
            ? (verdict.Replace('_', ' '), headline)
            : null;

    /// <summary>The first recommendations that are more than a remark, each in one sentence.</summary>
    public static IEnumerable<string> Advice(StoredReport report) => Urgent(report).Take(AdviceShown)
        .Select(recommendation => string.Join(": ", new[] { recommendation["title"], recommendation["action"] }.Select(part => (string?)part).OfType<string>())
            + ((string?)recommendation["impact"] is { Length: > 0 } impact ? $" ({impact})" : ""));

    /// <summary>What became of advice that the run followed, a sentence each.</summary>
    public static IEnumerable<string> Proofs(StoredReport report) => (report.Summary["advice_followed"]?["proofs"] as JsonArray ?? []).OfType<JsonNode>()
        .Select(proof => $"{(string?)proof["title"]}: {((string?)proof["state"] ?? "not_measured").Replace('_', ' ')} (since run {(string?)report.Summary["advice_followed"]!["run"]})");

    /// <summary>Health, and the score where there is one: <c>warning 62</c>.</summary>
    public static string Health(StoredReport report) =>
        (report.HealthScore ?? "–") + (JsonText.ReadNumber(report.Summary["score"]) is { } score ? $" {score:0}" : "");

    /// <summary>True when <c>vigil analyze</c> tells more than the few lines do.</summary>
    public static bool IsWorthReading(StoredReport report) => report.HealthScore is not (null or "good");

    private static IEnumerable<JsonNode> Urgent(StoredReport report) =>
        report.Recommendations.OfType<JsonNode>().Where(recommendation => (string?)recommendation["severity"] is "critical" or "warning");
}
