using System.Text.Json;
using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Training;

/// <summary>The TrainingEvent rows.</summary>
internal static class EventTable
{
    /// <summary>Writes a row.</summary>
    public static void Insert(Database database, string runId, double unixSeconds, string type, string? detailsJson, long? sampleId) =>
        database.Prepare("INSERT INTO TrainingEvent (job_id, timestamp, event_type, details, memory_snapshot_id) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, runId)
            .Bind(2, double.IsNaN(unixSeconds) ? 0 : unixSeconds)
            .Bind(3, type)
            .Bind(4, detailsJson)
            .Bind(5, sampleId)
            .Run();

    /// <summary>The rows of a run, in order.</summary>
    public static IEnumerable<StoredEvent> Read(Database database, string runId, RowRange rows)
    {
        Statement statement = database.Prepare(
            "SELECT id, timestamp, event_type, details, memory_snapshot_id FROM TrainingEvent WHERE id BETWEEN ?1 AND ?2 AND job_id = ?3 ORDER BY id")
            .Bind(1, rows.First).Bind(2, rows.Last).Bind(3, runId);
        while (statement.Step())
        {
            yield return new StoredEvent(
                statement.Integer(0),
                new RunEvent(statement.Real(1), statement.Text(2), ParseDetails(statement.NullableText(3))),
                statement.NullableInteger(4));
        }

        statement.Reset();
    }

    // The column is plain text to others: what is no JSON object is kept under one name.
    private static JsonObject? ParseDetails(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(text) as JsonObject ?? new JsonObject { ["text"] = text };
        }
        catch (JsonException)
        {
            return new JsonObject { ["text"] = text };
        }
    }
}
