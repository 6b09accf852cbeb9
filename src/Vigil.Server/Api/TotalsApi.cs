using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Server.Api.Shapes;

namespace Vigil.Server.Api;

/// <summary>The totals of all processes and devices, for charts: the figures that people look at first, in one request.</summary>
internal static class TotalsApi
{
    private const int MostPoints = 10_000;

    private static readonly (string Name, string Unit, Func<SampleTotals, double?> Value)[] s_columns =
    [
        ("memory.used", Units.Bytes, totals => totals.MemoryUsedBytes),
        ("memory.total", Units.Bytes, totals => totals.MemoryTotalBytes),
        ("memory.main", Units.Bytes, totals => totals.MainProcessBytes),
        ("memory.workers", Units.Bytes, totals => totals.WorkerBytes),
        ("swap.used", Units.Bytes, totals => totals.SwapUsedBytes),
        ("workers", Units.One, totals => totals.WorkerCount),
        ("gpu.memory.used", Units.Bytes, totals => totals.GpuMemoryUsedBytes),
        ("gpu.utilization", Units.Percent, totals => totals.GpuUtilizationPercent),
        ("cpu.utilization", Units.Percent, totals => totals.CpuPercent),
    ];

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/runs/{id}/totals", Totals).WithName("getTotals").WithSummary("Totals of a run, reduced to as many points as asked for.");

    private static IResult Totals(string id, double? from, double? to, int? points, IRunStore store)
    {
        if (points is < 1 or > MostPoints)
        {
            return Answer.BadRequest($"points must lie between 1 and {MostPoints}.");
        }

        return RunFinder.With(store, id, run =>
        {
            double start = from ?? run.Start.StartedAt;
            double end = to ?? run.Outcome?.EndedAt ?? run.LastSeenAt;
            return TimeWindow.IsSound(start, end) ? Answer.Json(Read(store, run, start, end, points ?? 800)) : Answer.BadRequest(TimeWindow.Fault);
        });
    }

    private static JsonObject Read(IRunReader store, RunRecord run, double from, double to, int points)
    {
        long first = (long)Math.Floor(from * 1000);
        long span = Math.Max(1, (long)Math.Ceiling(to * 1000) + 1 - first);
        long step = Math.Max(1, (span + points - 1) / points);
        var buckets = new TotalsBuckets[s_columns.Length];
        int count = (int)((span + step - 1) / step);
        for (int i = 0; i < buckets.Length; i++)
        {
            buckets[i] = new TotalsBuckets(count);
        }

        foreach (StoredTotals sample in store.ReadTotals(run.Start.Id, from))
        {
            long bucket = ((long)Math.Round(sample.UnixSeconds * 1000) - first) / step;
            for (int i = 0; i < buckets.Length && bucket >= 0 && bucket < count; i++)
            {
                buckets[i].Add((int)bucket, s_columns[i].Value(sample.Totals));
            }
        }

        return new JsonObject
        {
            ["from"] = from,
            ["to"] = to,
            ["step_ms"] = step,
            ["t"] = Numbers.Array(Enumerable.Range(0, count).Select(i => first + (i * step))),
            ["series"] = new JsonArray([.. s_columns.Zip(buckets).Select(pair => (JsonNode)new JsonObject
            {
                ["kind"] = "totals",
                ["key"] = "",
                ["subject_id"] = null,
                ["label"] = pair.First.Name,
                ["metric"] = pair.First.Name,
                ["unit"] = pair.First.Unit,
                ["min"] = Numbers.Array(pair.Second.Minimum),
                ["max"] = Numbers.Array(pair.Second.Maximum),
                ["mean"] = Numbers.Array(pair.Second.Mean),
            })]),
        };
    }
}
