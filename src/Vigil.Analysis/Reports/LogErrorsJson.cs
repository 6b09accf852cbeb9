using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Reports;

/// <summary>The <c>log_errors</c> of an analysis: what failed, then what was benign, with the memory of the moment.</summary>
internal static class LogErrorsJson
{
    /// <summary>Most entries of each kind; a log that repeats itself is grouped before.</summary>
    private const int Most = 200;

    public static JsonArray Create(RunAnalysis analysis)
    {
        LogReport log = analysis.Evidence.Log;
        return new([.. log.Findings.Take(Most).Concat(log.Warnings.Take(Most)).Select(finding => (JsonNode)One(analysis, finding, ReferenceEquals(finding, log.Primary)))]);
    }

    private static JsonObject One(RunAnalysis analysis, LogFinding finding, bool primary) => new()
    {
        ["timestamp"] = AnalysisJson.Number(finding.Timestamp),
        ["level"] = finding.Level.ToString().ToUpperInvariant(),
        ["message"] = finding.Message,
        ["memory_at_time_gb"] = finding.Timestamp is { } at ? AnalysisJson.Gigabytes(MemoryPeak.At(analysis.Evidence, at)) : null,
        ["class"] = EnumNames.ToSnakeCase(finding.Class),
        ["is_primary"] = primary,
        ["line"] = finding.Line,
        ["count"] = finding.Count,
        ["step"] = finding.Step,
        ["rank"] = finding.Rank,
        ["stack"] = new JsonArray([.. finding.Stack.Select(line => (JsonNode)line)]),
    };
}
