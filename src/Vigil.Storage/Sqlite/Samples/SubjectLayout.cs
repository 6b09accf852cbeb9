using System.Text.Json.Nodes;
using Vigil.Core.Metrics;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>The columns of a subject as they were written down when it was recorded, by whatever version.</summary>
/// <param name="Names">Names of the metrics, in order.</param>
internal sealed record SubjectLayout(string[] Names)
{
    /// <summary>The layout of a subject; without columns when there is no such subject.</summary>
    public static SubjectLayout Of(Database database, long subjectId)
    {
        Statement statement = database.Prepare("SELECT l.metrics FROM VigilSubject s JOIN VigilLayout l ON l.id = s.layout_id WHERE s.id = ?1").Bind(1, subjectId);
        string? json = statement.Step() ? statement.Text(0) : null;
        statement.Reset();
        return new SubjectLayout(json is not null && JsonNode.Parse(json) is JsonArray array ? [.. array.Select(name => (string)name!)] : []);
    }

    /// <summary>How a metric behaves, and what turns a stored integer into its unit; a plain level when nobody wrote it down.</summary>
    public static (MetricKind Kind, double Scale) Describe(Database database, string metric)
    {
        Statement statement = database.Prepare("SELECT kind, scale FROM VigilMetric WHERE name = ?1").Bind(1, metric);
        (MetricKind, double) found = statement.Step() ? ((MetricKind)statement.Integer(0), statement.Real(1)) : (MetricKind.Gauge, 1.0);
        statement.Reset();
        return found;
    }
}
