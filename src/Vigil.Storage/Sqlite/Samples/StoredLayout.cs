using System.Text.Json.Nodes;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>
/// The columns of a subject as <c>VigilLayout.metrics</c> tells them: of Vigil's own metrics the names, which <c>VigilMetric</c>
/// explains; of an instrument an object for each column, as its names mean nothing elsewhere.
/// </summary>
internal static class StoredLayout
{
    /// <summary>The columns of an instrument as text.</summary>
    public static string Write(MetricTable table) => new JsonArray([.. table.Metrics.Select(metric => (JsonNode)new JsonObject
    {
        ["name"] = metric.Name,
        ["kind"] = EnumNames.ToSnakeCase(metric.Kind),
        ["unit"] = metric.Unit,
        ["real"] = metric.IsReal,
    })]).ToJsonString();

    /// <summary>Names of the columns, in order.</summary>
    public static string[] Names(string json) =>
        JsonNode.Parse(json) is JsonArray array ? [.. array.Select(column => column is JsonObject own ? (string)own["name"]! : (string)column!)] : [];

    /// <summary>The columns that are known, by index or by their place in the catalogue.</summary>
    public static IReadOnlyList<Metric> Metrics(SubjectKind kind, string json)
    {
        if (kind != SubjectKind.Instrument || JsonNode.Parse(json) is not JsonArray array)
        {
            return MetricCatalogue.MetricsOf(kind);
        }

        var table = new MetricTable(kind);
        foreach (JsonObject column in array.OfType<JsonObject>())
        {
            string name = (string)column["name"]!;
            string unit = (string)column["unit"]!;
            bool isCounter = (string?)column["kind"] == EnumNames.ToSnakeCase(MetricKind.Counter);
            _ = (bool)column["real"]! ? table.Real(name, isCounter ? MetricKind.Counter : MetricKind.Gauge, unit, "", "")
                : isCounter ? table.Counter(name, unit, 1, "", "")
                : table.Gauge(name, unit, 1, "", "");
        }

        return table.Metrics;
    }
}
