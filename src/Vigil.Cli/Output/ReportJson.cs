using System.Text.Json.Nodes;
using Vigil.Core.Runs;

namespace Vigil.Cli.Output;

/// <summary>A stored report as <c>--json</c> prints it.</summary>
internal static class ReportJson
{
    /// <summary>All of it.</summary>
    public static JsonObject Of(StoredReport report) => new()
    {
        ["created_at"] = report.CreatedAt,
        ["summary"] = report.Summary.DeepClone(),
        ["recommendations"] = report.Recommendations.DeepClone(),
        ["log_errors"] = report.LogErrors?.DeepClone(),
    };

    /// <summary>Its verdict at a glance, for lists.</summary>
    public static JsonObject Brief(StoredReport report) => new()
    {
        ["verdict"] = report.Summary["verdict"]?.DeepClone(),
        ["health_score"] = report.HealthScore,
        ["score"] = report.Summary["score"]?.DeepClone(),
    };
}
