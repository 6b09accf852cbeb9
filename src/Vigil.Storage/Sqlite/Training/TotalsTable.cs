using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Schema;

namespace Vigil.Storage.Sqlite.Training;

/// <summary>The MetricsSample rows.</summary>
internal static class TotalsTable
{
    /// <summary>Writes a row.</summary>
    /// <returns>Its id.</returns>
    public static long Insert(Database database, string runId, long unixMilliseconds, in SampleTotals totals)
    {
        database.Prepare("""
            INSERT INTO MetricsSample (job_id, timestamp, total_memory_gb, used_memory_gb, available_memory_gb, swap_used_gb,
              main_process_memory_gb, worker_memory_gb, worker_count, gpu_memory_used_gb, gpu_utilization_percent, cpu_utilization_percent)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """)
            .Bind(1, runId)
            .Bind(2, unixMilliseconds / 1000.0)
            .Bind(3, Gigabytes(totals.MemoryTotalBytes))
            .Bind(4, Gigabytes(totals.MemoryUsedBytes))
            .Bind(5, Gigabytes(totals.MemoryAvailableBytes))
            .Bind(6, Gigabytes(totals.SwapUsedBytes))
            .Bind(7, Gigabytes(totals.MainProcessBytes))
            .Bind(8, Gigabytes(totals.WorkerBytes))
            .Bind(9, totals.WorkerCount)
            .Bind(10, Gigabytes(totals.GpuMemoryUsedBytes))
            .Bind(11, totals.GpuUtilizationPercent)
            .Bind(12, totals.CpuPercent)
            .Run();
        return database.LastRowId;
    }

    /// <summary>The rows of a run, in order.</summary>
    public static IEnumerable<StoredTotals> Read(Database database, string runId, RowRange rows, RowThinning thinning = default)
    {
        // With max() SQLite takes the other columns from the row that holds it.
        bool isThinned = thinning.StretchMilliseconds > 0;
        Statement statement = database.Prepare($"""
            SELECT id, timestamp, total_memory_gb, {(isThinned ? "max(used_memory_gb)" : "used_memory_gb")}, available_memory_gb, swap_used_gb, main_process_memory_gb,
              worker_memory_gb, worker_count, gpu_memory_used_gb, gpu_utilization_percent, cpu_utilization_percent
            FROM MetricsSample WHERE id BETWEEN ?1 AND ?2 AND job_id = ?3
            {(isThinned ? "GROUP BY CASE WHEN timestamp * 1000 >= ?5 THEN -id ELSE CAST(timestamp * 1000 / ?4 AS INTEGER) END" : "")}
            ORDER BY id
            """).Bind(1, rows.First).Bind(2, rows.Last).Bind(3, runId);
        if (isThinned)
        {
            statement.Bind(4, thinning.StretchMilliseconds).Bind(5, thinning.WholeFromUnixMilliseconds);
        }

        while (statement.Step())
        {
            yield return new StoredTotals(statement.Integer(0), statement.Real(1), new SampleTotals
            {
                MemoryTotalBytes = Bytes(statement.NullableReal(2)),
                MemoryUsedBytes = Bytes(statement.NullableReal(3)),
                MemoryAvailableBytes = Bytes(statement.NullableReal(4)),
                SwapUsedBytes = Bytes(statement.NullableReal(5)),
                MainProcessBytes = Bytes(statement.NullableReal(6)),
                WorkerBytes = Bytes(statement.NullableReal(7)),
                WorkerCount = (int)statement.Integer(8),
                GpuMemoryUsedBytes = Bytes(statement.NullableReal(9)),
                GpuUtilizationPercent = statement.NullableReal(10),
                CpuPercent = statement.NullableReal(11),
            });
        }

        statement.Reset();
    }

    private static double? Gigabytes(long? bytes) => bytes / StoreSchema.BytesPerGigabyte;

    private static long? Bytes(double? gigabytes) => (long?)(gigabytes * StoreSchema.BytesPerGigabyte);
}
