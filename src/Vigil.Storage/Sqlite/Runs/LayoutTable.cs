using System.Text.Json.Nodes;
using Vigil.Core.Metrics;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Samples;

namespace Vigil.Storage.Sqlite.Runs;

/// <summary>
/// Writes down what this program's metrics are and in which order each kind of subject has them, so that samples can be
/// read by versions that know others. Call inside a transaction.
/// </summary>
internal static class LayoutTable
{
    /// <summary>Adds what is missing of the catalogue.</summary>
    /// <returns>Id of the layout of each table.</returns>
    public static Dictionary<MetricTable, long> Ensure(Database database)
    {
        var layouts = new Dictionary<MetricTable, long>();
        foreach (MetricTable table in MetricCatalogue.Tables)
        {
            string metrics = new JsonArray([.. table.Metrics.Select(metric => (JsonNode)metric.Name)]).ToJsonString();
            if (Find(database, table.Subject, metrics) is not { } id)
            {
                id = Insert(database, table.Subject, metrics);
                Describe(database, table);
            }

            layouts.Add(table, id);
        }

        return layouts;
    }

    /// <summary>Id of the layout of a table, which is added when it is new: an instrument's columns are described in the layout itself.</summary>
    public static long IdOf(Database database, Dictionary<MetricTable, long> layouts, MetricTable table)
    {
        if (!layouts.TryGetValue(table, out long id))
        {
            string metrics = StoredLayout.Write(table);
            id = Find(database, table.Subject, metrics) ?? Insert(database, table.Subject, metrics);
            layouts.Add(table, id);
        }

        return id;
    }

    private static long Insert(Database database, SubjectKind kind, string metrics)
    {
        database.Prepare("INSERT INTO VigilLayout (subject_kind, metrics) VALUES (?1, ?2)").Bind(1, (long)kind).Bind(2, metrics).Run();
        return database.LastRowId;
    }

    private static long? Find(Database database, SubjectKind kind, string metrics)
    {
        Statement statement = database.Prepare("SELECT id FROM VigilLayout WHERE subject_kind = ?1 AND metrics = ?2").Bind(1, (long)kind).Bind(2, metrics);
        long? id = statement.Step() ? statement.Integer(0) : null;
        statement.Reset();
        return id;
    }

    private static void Describe(Database database, MetricTable table)
    {
        foreach (Metric metric in table.Metrics)
        {
            database.Prepare("""
                INSERT OR IGNORE INTO VigilMetric (name, subject_kind, kind, unit, scale, source, description)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """)
                .Bind(1, metric.Name).Bind(2, (long)metric.Subject).Bind(3, (long)metric.Kind).Bind(4, metric.Unit)
                .Bind(5, metric.Scale).Bind(6, metric.Source).Bind(7, metric.Description).Run();
        }
    }
}
