using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Analysis.Operations;
using Vigil.Core.Operations;
using Vigil.Core.Runs;
using Vigil.Server.Api.Machine;

namespace Vigil.Server.Api;

/// <summary>The endpoints of the performance document: resources from the newest samples, operations from what was tracked.</summary>
internal static class PerformanceApi
{
    private const string Root = "/api/v1/performance/";
    private const double MostHours = 24 * 366;
    private const double Day = 24;
    private const int MostPoints = 1000;
    private const int MostListed = 1000;
    private const double RecentSeconds = 3600;

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
        routes.MapGet(Root + "operations/active", Active).WithName("listActiveOperations").WithSummary("Operations that go on now.");
        routes.MapGet(Root + "benchmarks", Benchmarks).WithName("getBenchmarks").WithSummary("Durations of operations by type.");
        routes.MapPost(Root + "optimize", Optimize).WithName("optimize").WithSummary("What operations of a day and the newest analysis recommend.");
    }

    private static IResult Dashboard(IRunStore store, IOperationReader operations, OperationPolicy policy, TimeProvider time) =>
        Answer.Json(Overview(store, operations, Analyze(store, operations, policy, time, Day), time, Day));

    private static IResult Report(double? hours, IRunStore store, IOperationReader operations, OperationPolicy policy, TimeProvider time)
    {
        if (!AreHours(hours))
        {
            return WrongHours();
        }

        OperationReport analysis = Analyze(store, operations, policy, time, hours ?? Day);
        JsonObject report = Overview(store, operations, analysis, time, hours ?? Day);
        report["time_range_hours"] = hours ?? Day;
        report["generated_at"] = Now(time);
        report["performance_score"] = analysis.Score;
        return Answer.Json(report);
    }

    private static IResult Metrics(string type, double? hours, int? limit, IOperationReader operations, TimeProvider time)
    {
        if (!AreHours(hours) || limit is < 1 or > MostListed)
        {
            return Answer.BadRequest($"hours must be above 0 and at most {MostHours}, limit 1 to {MostListed}.");
        }

        var query = new OperationQuery { Type = OperationType.Parse(type), FromUnixSeconds = Now(time) - ((hours ?? Day) * 3600) };
        bool known = s_types.Contains(type) || (query.Type is { } word && OperationType.Known.Contains(word));
        long count = query.Type is null ? 0 : operations.ReadTotal(query).Count;
        return known || count > 0
            ? Answer.Json(new JsonObject
            {
                ["metric_type"] = type,
                ["metrics"] = new JsonArray([.. operations.FindOperations(query, new OperationSearch { Limit = limit ?? 100 }).Select(stored => (JsonNode)OperationJson.Of(stored))]),
                ["count"] = count,
            })
            : Answer.Problem(StatusCodes.Status404NotFound, "No such type", $"'{type}' is none of {string.Join(", ", s_types)}, and no operation of a day is called so.");
    }

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

    private static IResult Active(IOperationReader operations, TimeProvider time)
    {
        IReadOnlyList<ActiveOperation> active = operations.ReadActive();
        return Answer.Json(new JsonObject { ["active_operations"] = new JsonArray([.. active.Select(one => (JsonNode)OperationJson.Of(one, Now(time)))]), ["count"] = active.Count });
    }

    private static IResult Benchmarks(IRunStore store, IOperationReader operations, OperationPolicy policy, TimeProvider time)
    {
        OperationReport analysis = Analyze(store, operations, policy, time, Day);
        return Answer.Json(new JsonObject
        {
            ["benchmarks"] = new JsonObject(analysis.ByType.Select(type => KeyValuePair.Create(OperationJson.DocumentWord(type.Key), (JsonNode?)OperationJson.Of(type.Value)))),
            ["performance_summary"] = Summary(analysis.Total),
        });
    }

    private static IResult Optimize(IRunStore store, IOperationReader operations, OperationPolicy policy, TimeProvider time)
    {
        OperationReport analysis = Analyze(store, operations, policy, time, Day);
        return Answer.Json(new JsonObject
        {
            ["performance_score"] = analysis.Score,
            ["bottlenecks"] = Bottlenecks(analysis),
            ["recommendations"] = Recommendations(store, analysis),
        });
    }

    private static OperationReport Analyze(IRunStore store, IOperationReader operations, OperationPolicy policy, TimeProvider time, double hours)
    {
        double from = Now(time) - (hours * 3600);
        return OperationAnalyzer.Analyze(operations, new OperationQuery { FromUnixSeconds = from, ToUnixSeconds = Now(time) }, MachineReading.Resources(store, from), policy.Thresholds);
    }

    private static JsonObject Overview(IRunStore store, IOperationReader operations, OperationReport analysis, TimeProvider time, double hours) => new()
    {
        ["performance_summary"] = Summary(hours == Day ? analysis.Total : operations.ReadTotal(new OperationQuery { FromUnixSeconds = Now(time) - (Day * 3600) })),
        ["current_resources"] = MachineReading.Newest(store)?.ToJson() ?? MachineReading.Unknown(),
        ["operations_by_type"] = new JsonObject(analysis.ByType.Select(type => KeyValuePair.Create(OperationJson.DocumentWord(type.Key), (JsonNode?)type.Value.Count))),
        ["recent_activity"] = operations.ReadTotal(new OperationQuery { FromUnixSeconds = Now(time) - RecentSeconds }).Count,
        ["bottlenecks"] = Bottlenecks(analysis),
        ["recommendations"] = Recommendations(store, analysis),
        ["resource_trends"] = Trends([.. MachineReading.Since(store, Now(time) - (hours * 3600))]),
    };

    /// <summary>Without operations there is a number of them, and nothing to say of how they went.</summary>
    private static JsonObject Summary(OperationTally day) => new()
    {
        ["total_operations_24h"] = day.Count,
        ["success_rate"] = Finite(day.SuccessRate),
        ["average_duration"] = Finite(day.MeanNanoseconds / 1e9),
        ["p95_duration"] = Finite(day.Quantile(0.95) / 1e9),
    };

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static JsonArray Bottlenecks(OperationReport analysis) => new([.. analysis.Bottlenecks.Select(bottleneck => (JsonNode)bottleneck.Text)]);

    /// <summary>Those for operations, then the headlines of what the newest run that was analysed is advised.</summary>
    private static JsonArray Recommendations(IRunStore store, OperationReport analysis) => new(
    [
        .. analysis.Recommendations.Select(text => (JsonNode)text),
        .. store.LatestReports().Values.MaxBy(report => report.CreatedAt) is { } newest
            ? newest.Recommendations.OfType<JsonObject>().Select(recommendation => recommendation["title"]?.DeepClone()).OfType<JsonNode>()
            : [],
    ]);

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
