using System.Text.Json;
using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Schema;
using Vigil.Storage.Sqlite.Writing;

namespace Vigil.Storage.Sqlite.Reports;

/// <summary>The AnalysisReport rows.</summary>
internal static class ReportTable
{
    private const string Columns = "SELECT id, job_id, created_at, summary, recommendations, log_errors, peak_memory_gb, health_score FROM AnalysisReport";

    /// <summary>Writes a row.</summary>
    /// <returns>Its id.</returns>
    public static long Insert(Database database, StoredReport report)
    {
        database.Prepare("""
            INSERT INTO AnalysisReport (job_id, created_at, summary, recommendations, log_errors, peak_memory_gb, health_score)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """)
            .Bind(1, report.RunId)
            .Bind(2, report.CreatedAt)
            .Bind(3, JsonText.Of(report.Summary))
            .Bind(4, JsonText.Of(report.Recommendations))
            .Bind(5, report.LogErrors is null ? null : JsonText.Of(report.LogErrors))
            .Bind(6, report.PeakMemoryBytes / StoreSchema.BytesPerGigabyte)
            .Bind(7, report.HealthScore)
            .Run();
        long id = database.LastRowId;
        database.Prepare("UPDATE VigilRun SET report_id = ?2 WHERE id = ?1").Bind(1, report.RunId).Bind(2, id).Run();
        return id;
    }

    /// <summary>The rows of a run, the oldest first.</summary>
    public static List<StoredReport> Of(Database database, string runId) =>
        Read(database.Prepare($"{Columns} WHERE job_id = ?1 ORDER BY id").Bind(1, runId));

    /// <summary>The newest row of a run; null when it has none.</summary>
    public static StoredReport? Latest(Database database, string runId) =>
        Read(database.Prepare($"{Columns} WHERE job_id = ?1 ORDER BY id DESC LIMIT 1").Bind(1, runId)).FirstOrDefault();

    /// <summary>The newest row of every run.</summary>
    public static List<StoredReport> LatestOfAll(Database database) =>
        Read(database.Prepare($"{Columns} WHERE id IN (SELECT max(id) FROM AnalysisReport GROUP BY job_id)"));

    private static List<StoredReport> Read(Statement row)
    {
        var reports = new List<StoredReport>();
        while (row.Step())
        {
            reports.Add(new StoredReport
            {
                Id = row.Integer(0),
                RunId = row.Text(1),
                CreatedAt = row.Real(2),
                Summary = Parse(row.Text(3)) as JsonObject ?? [],
                Recommendations = Parse(row.Text(4)) as JsonArray ?? [],
                LogErrors = row.NullableText(5) is { } errors ? Parse(errors) as JsonArray ?? [] : null,
                PeakMemoryBytes = row.NullableReal(6) * StoreSchema.BytesPerGigabyte,
                HealthScore = row.NullableText(7),
            });
        }

        row.Reset();
        return reports;
    }

    // Another program may have written the row: what is no JSON counts as nothing.
    private static JsonNode? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
