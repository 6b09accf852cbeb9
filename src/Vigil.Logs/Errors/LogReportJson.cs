using System.Text.Json.Nodes;

namespace Vigil.Logs.Errors;

/// <summary>A log's report as JSON: <c>primary</c>, <c>findings</c>, <c>warnings</c>, <c>last_step</c>. A contract.</summary>
public static class LogReportJson
{
    /// <summary>The whole report.</summary>
    public static JsonObject Create(LogReport report) => new()
    {
        ["primary"] = report.Primary is { } primary ? Brief(primary) : null,
        ["findings"] = new JsonArray([.. report.Findings.Select(Whole)]),
        ["warnings"] = new JsonArray([.. report.Warnings.Select(Whole)]),
        ["last_step"] = report.LastStep,
    };

    private static JsonObject Brief(LogFinding finding) => new()
    {
        ["class"] = CauseClassNames.Of(finding.Class),
        ["message"] = finding.Message,
        ["line"] = finding.Line,
        ["timestamp"] = finding.Timestamp,
        ["step"] = finding.Step,
        ["confidence"] = finding.Confidence,
    };

    private static JsonNode Whole(LogFinding finding)
    {
        JsonObject entry = Brief(finding);
        entry["level"] = finding.Level.ToString().ToUpperInvariant();
        entry["count"] = finding.Count;
        entry["rank"] = finding.Rank;
        entry["stack"] = new JsonArray([.. finding.Stack.Select(line => (JsonNode)line)]);
        entry["captures"] = new JsonObject(finding.Captures.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        return entry;
    }
}
