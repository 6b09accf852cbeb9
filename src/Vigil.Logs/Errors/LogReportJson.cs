using System.Text.Json.Nodes;

namespace Vigil.Logs.Errors;

/// <summary>A log's report as JSON: <c>primary</c>, <c>findings</c>, <c>warnings</c>, <c>last_step</c>. A contract.</summary>
public static class LogReportJson
{
    /// <summary>The whole report.</summary>
    public static JsonObject Create(LogReport report) => new() { ["primary"] = null, ["findings"] = new JsonArray(), ["warnings"] = new JsonArray(), ["last_step"] = report.LastStep };
}
