using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Runs;
using Vigil.Server.Api.Machine;

namespace Vigil.Server.Api;

/// <summary>The endpoints of the performance document: resources from the newest samples, operations as far as the store has any.</summary>
internal static class PerformanceApi
{
    private const string Root = "/api/v1/performance/";
    private const double MostHours = 24 * 366;
    private const int MostPoints = 1000;

    /// <summary>A change of a mean by less than this share is none.</summary>
    private const double Stable = 0.05;

    private static readonly string[] s_types = ["download_operation", "health_check", "fallback_strategy", "analytics_collection", "system_resource", "model_operation"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root + "dashboard", Dashboard).WithName("getPerformanceDashboard").WithSummary("Operations of a day, resources now, and what they suggest.");
        routes.MapGet(Root + "report", Report).WithName("getPerformanceReport").WithSummary("The same over a window of hours.");
        routes.MapGet(Root + "metrics/{type}", Metrics).WithName("listPerformanceMetrics").WithSummary("Operations of one type.");
        routes.MapGet(Root + "resources/current", Current).WithName("getCurrentResources").WithSummary("The newest sample of any run.");
        routes.MapGet(Root + "resources/history", History).WithName("getResourceHistory").WithSummary("Samples of a window of hours.");
        routes.MapGet(Root + "operations/active", () => Answer.Json(new JsonObject { ["active_operations"] = new JsonArray(), ["count"] = 0 })).WithName("listActiveOperations").WithSummary("Operations that go on now.");
        routes.MapGet(Root + "benchmarks", () => Answer.Json(new JsonObject { ["benchmarks"] = new JsonObject(), ["performance_summary"] = Summary() })).WithName("getBenchmarks").WithSummary("Durations of operations by type.");
        routes.MapPost(Root + "optimize", Optimize).WithName("optimize").WithSummary("What the newest analysis recommends.");
    }

    private static IResult Dashboard(IRunStore store, TimeProvider time) => Answer.Json(Overview(store, time, 24));

    private static IResult Report(double? hours, IRunStore store, TimeProvider time)
    {
        if (!AreHours(hours))
        {
            return WrongHours();
        }

        JsonObject report = Overview(store, time, hours ?? 24);
        report["time_range_hours"] = hours ?? 24;
        report["generated_at"] = Now(time);
        report["performance_score"] = null;
        return Answer.Json(report);
    }

    private static IResult Metrics(string type) => s_types.Contains(type)
        ? Answer.Json(new JsonObject { ["metric_type"] = type, ["metrics"] = new JsonArray(), ["count"] = 0 })
        : Answer.Problem(StatusCodes.Status404NotFound, "No such type", $"'{type}' is none of {string.Join(", ", s_types)}.");

    private static IResult Current(IRunStore store) => Answer.Json(MachineReading.Newest(store)?.ToJson() ?? MachineReading.Unknown());

    private static IResult History(double? hours, IRunStore store, TimeProvider time)
    {
        if (!AreHours(hours))
        {
            return WrongHours();
        }

        MachineReading[] readings = [.. MachineReading.Since(store, Now(time) - ((hours ?? 1) * 3600))];
        int every = Math.Max(1, (readings.Length + MostPoints - 1) / MostPoints);
        return Answer.Json(new JsonObject
        {
            ["hours"] = hours ?? 1,
            ["history"] = new JsonArray([.. readings.Where((_, index) => index % every == 0).Select(reading => (JsonNode)reading.ToJson())]),
            ["count"] = readings.Length,
        });
    }

    private static IResult Optimize(IRunStore store) => Answer.Json(new JsonObject
    {
        ["performance_score"] = null,
        ["bottlenecks"] = new JsonArray(),
        ["recommendations"] = Recommendations(store),
    });

    private static JsonObject Overview(IRunStore store, TimeProvider time, double hours) => new()
    {
        ["performance_summary"] = Summary(),
        ["current_resources"] = MachineReading.Newest(store)?.ToJson() ?? MachineReading.Unknown(),
        ["operations_by_type"] = new JsonObject(),
        ["recent_activity"] = 0,
        ["bottlenecks"] = new JsonArray(),
        ["recommendations"] = Recommendations(store),
        ["resource_trends"] = Trends([.. MachineReading.Since(store, Now(time) - (hours * 3600))]),
    };

    /// <summary>Without operations there is a number of them, and nothing to say of how they went.</summary>
    private static JsonObject Summary() => new() { ["total_operations_24h"] = 0, ["success_rate"] = null, ["average_duration"] = null, ["p95_duration"] = null };

    /// <summary>Headlines of what the newest run that was analysed is advised.</summary>
    private static JsonArray Recommendations(IRunStore store) => store.LatestReports().Values.MaxBy(report => report.CreatedAt) is { } newest
        ? new JsonArray([.. newest.Recommendations.OfType<JsonObject>().Select(recommendation => recommendation["title"]?.DeepClone()).OfType<JsonNode>()])
        : [];

    private static JsonObject Trends(MachineReading[] readings) => new()
    {
        ["cpu"] = Trend(readings, reading => reading.Totals.CpuPercent),
        ["memory"] = Trend(readings, reading => reading.Totals.MemoryUsedBytes),
        ["gpu"] = Trend(readings, reading => reading.Totals.GpuUtilizationPercent),
    };

    private static string? Trend(MachineReading[] readings, Func<MachineReading, double?> value)
    {
        double? before = readings.Take(readings.Length / 2).Average(value);
        double? after = readings.Skip(readings.Length / 2).Average(value);
        return before is null || after is null ? null
            : Math.Abs(after.Value - before.Value) <= Stable * Math.Abs(before.Value) ? "stable"
            : after > before ? "increasing" : "decreasing";
    }

    private static double Now(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    private static bool AreHours(double? hours) => hours is null or (> 0 and <= MostHours);

    private static IResult WrongHours() => Answer.BadRequest($"hours must be above 0 and at most {MostHours}.");
}
