using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Reports;

/// <summary>The <c>metrics_timeline</c> of an analysis: the documents' MetricsSample rows.</summary>
internal static class TimelineJson
{
    /// <summary>At most so many rows; of a longer run each stretch is told by the row with the most memory in use, so that no peak is lost.</summary>
    public static JsonArray Create(IReadOnlyList<StoredTotals> samples, int points)
    {
        var rows = new JsonArray();
        int count = Math.Min(points, samples.Count);
        for (int i = 0; i < count; i++)
        {
            int from = (int)((long)i * samples.Count / count);
            int to = (int)((long)(i + 1) * samples.Count / count);
            StoredTotals highest = samples[from];
            for (int j = from + 1; j < to; j++)
            {
                if ((samples[j].Totals.MemoryUsedBytes ?? -1) > (highest.Totals.MemoryUsedBytes ?? -1))
                {
                    highest = samples[j];
                }
            }

            rows.Add((JsonNode)Row(highest));
        }

        return rows;
    }

    private static JsonObject Row(StoredTotals sample)
    {
        SampleTotals totals = sample.Totals;
        return new JsonObject
        {
            ["timestamp"] = sample.UnixSeconds,
            ["total_memory_gb"] = AnalysisJson.Gigabytes(totals.MemoryTotalBytes),
            ["used_memory_gb"] = AnalysisJson.Gigabytes(totals.MemoryUsedBytes),
            ["available_memory_gb"] = AnalysisJson.Gigabytes(totals.MemoryAvailableBytes),
            ["swap_used_gb"] = AnalysisJson.Gigabytes(totals.SwapUsedBytes),
            ["main_process_memory_gb"] = AnalysisJson.Gigabytes(totals.MainProcessBytes),
            ["worker_memory_gb"] = AnalysisJson.Gigabytes(totals.WorkerBytes),
            ["worker_count"] = totals.WorkerCount,
            ["gpu_memory_used_gb"] = AnalysisJson.Gigabytes(totals.GpuMemoryUsedBytes),
            ["gpu_utilization_percent"] = AnalysisJson.Number(totals.GpuUtilizationPercent),
            ["cpu_utilization_percent"] = AnalysisJson.Number(totals.CpuPercent),
        };
    }
}
