using System.Collections.Concurrent;
using Vigil.Core.Library;
using Vigil.Core.Runs;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Runs;
using Vigil.Storage.Sqlite.Schema;
using Vigil.Storage.Sqlite.Training;

namespace Vigil.Storage.Sqlite.Library;

/// <summary>
/// The small lines of the list. Instead of all rows of a run, the row at each of some evenly spread places is read; of
/// runs that have ended the answer is kept, as it cannot change.
/// </summary>
internal sealed class SparkCache
{
    private const int Points = 40;
    private const int MostKept = 4096;

    private readonly ConcurrentDictionary<string, RunSpark> _kept = new();

    public RunSpark Of(Database database, RunEntry run)
    {
        string id = run.Record.Start.Id;
        if (_kept.TryGetValue(id, out RunSpark? spark))
        {
            return spark;
        }

        spark = new RunSpark(
            Sample(database, "SELECT loss FROM StepMetric WHERE id BETWEEN ?1 AND ?2 AND job_id = ?3 AND loss IS NOT NULL", id, Ends(database, "StepMetric", id, run.Steps)),
            [.. Sample(database, "SELECT used_memory_gb FROM MetricsSample WHERE id BETWEEN ?1 AND ?2 AND job_id = ?3", id, Ends(database, "MetricsSample", id, run.Samples)).Select(value => value * StoreSchema.BytesPerGigabyte)]);
        if (run.Record.State != RunState.Running && _kept.Count < MostKept)
        {
            _kept[id] = spark;
        }

        return spark;
    }

    private static RowRange? Ends(Database database, string table, string runId, RowRange rows)
    {
        long? first = One(database, $"SELECT id FROM {table} WHERE id BETWEEN ?1 AND ?2 AND job_id = ?3 ORDER BY id LIMIT 1", rows.First, rows.Last, runId) is { } low ? (long)low : null;
        long? last = One(database, $"SELECT id FROM {table} WHERE id BETWEEN ?1 AND ?2 AND job_id = ?3 ORDER BY id DESC LIMIT 1", rows.First, rows.Last, runId) is { } high ? (long)high : null;
        return first is { } from && last is { } to ? new RowRange(from, to) : null;
    }

    private static List<double> Sample(Database database, string sql, string runId, RowRange? ends)
    {
        var values = new List<double>();
        if (ends is not { } rows)
        {
            return values;
        }

        long count = rows.Last - rows.First + 1;
        long places = Math.Min(Points, count);
        for (long i = 0; i < places; i++)
        {
            long from = rows.First + (i * count / places);
            long to = rows.First + ((i + 1) * count / places) - 1;
            values.Add(One(database, sql + " ORDER BY id DESC LIMIT 1", from, to, runId) ?? double.NaN);
        }

        return values.TrueForAll(double.IsNaN) ? [] : values;
    }

    private static double? One(Database database, string sql, long first, long last, string runId)
    {
        Statement row = database.Prepare(sql).Bind(1, first).Bind(2, last).Bind(3, runId);
        double? value = row.Step() ? row.NullableReal(0) : null;
        row.Reset();
        return value;
    }
}
