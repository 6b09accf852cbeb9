using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Analysis.Operations;
using Vigil.Core.Operations;
using Vigil.Core.Runs;
using Vigil.Server.Api.Machine;
using Vigil.Server.Api.Shapes;

namespace Vigil.Server.Api;

/// <summary>Operations: how they go, over time, one by one, and against what was promised.</summary>
internal static class OperationsApi
{
    private const string Root = "/api/v1/operations";
    private const double DefaultSeconds = 24 * 3600;
    private const double MostHours = 24 * 366;
    private const int MostPoints = 1000;
    private const int MostListed = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Root, Report).WithName("getOperations").WithSummary("How operations went within a window, by type and name, and what that suggests.");
        routes.MapGet(Root + "/timeline", Timeline).WithName("getOperationTimeline").WithSummary("Counts, percentiles and a heat map of durations over time.");
        routes.MapGet(Root + "/list", List).WithName("listOperations").WithSummary("Single operations: the newest, the slowest, those that failed.");
        routes.MapGet(Root + "/trace/{trace}", Trace).WithName("getTrace").WithSummary("The operations of one trace.");
        routes.MapGet(Root + "/impact", Impact).WithName("getOperationImpact").WithSummary("What a change at an instant did to operations.");
        routes.MapGet(Root + "/objectives", Objectives).WithName("listObjectives").WithSummary("Service-level objectives: budgets and burn rates.");
    }

    private static IResult Report(double? from, double? to, string? type, string? name, string? run, IOperationReader operations, IRunStore store, OperationPolicy policy, TimeProvider time)
    {
        if (Query(from, to, type, name, run, time) is not { } query)
        {
            return WrongQuery();
        }

        return Answer.Json(OperationJson.Of(OperationAnalyzer.Analyze(operations, query, MachineReading.Resources(store, query.FromUnixSeconds), policy.Thresholds)));
    }

    private static IResult Timeline(double? from, double? to, string? type, string? name, string? run, int? points, IOperationReader operations, TimeProvider time)
    {
        if (Query(from, to, type, name, run, time) is not { } query || points is < 1 or > MostPoints)
        {
            return WrongQuery();
        }

        TimeSpan step = OperationAnalyzer.StepFor(query.ToUnixSeconds - query.FromUnixSeconds, points ?? 200);
        IReadOnlyList<OperationStep> steps = operations.ReadTimeline(query, step);
        return Answer.Json(OperationTimelineJson.Of(steps, steps.Count > 0 ? steps[0].Length : step));
    }

    private static IResult List(double? from, double? to, string? type, string? name, string? run, string? order, string? outcome, double? min_seconds, int? limit, IOperationReader operations, TimeProvider time)
    {
        OperationOutcome? wanted = outcome is null ? null : EnumNames.Parse<OperationOutcome>(outcome);
        if (Query(from, to, type, name, run, time) is not { } query)
        {
            return WrongQuery();
        }

        if (order is not (null or "newest" or "slowest") || (outcome is not null && wanted is null) || limit is < 1 or > MostListed || min_seconds is < 0 or > 1e9 or double.NaN)
        {
            return Answer.BadRequest($"order is newest or slowest, outcome succeeded, failed or cancelled, min_seconds 0 or more, limit 1 to {MostListed}.");
        }

        IReadOnlyList<StoredOperation> found = operations.FindOperations(query, new OperationSearch
        {
            Order = order == "slowest" ? OperationOrder.Slowest : OperationOrder.Newest,
            Outcome = wanted,
            LeastDurationNanoseconds = (long)((min_seconds ?? 0) * 1e9),
            Limit = limit ?? 100,
        });
        return Answer.Json(new JsonObject { ["operations"] = new JsonArray([.. found.Select(stored => (JsonNode)OperationJson.Of(stored))]), ["count"] = found.Count });
    }

    private static IResult Trace(string trace, double? t, IOperationReader operations, TimeProvider time)
    {
        if (!UInt128.TryParse(trace, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 id) || id == 0 || t is double.NaN)
        {
            return Answer.BadRequest("A trace is named by up to 32 hexadecimal digits; t is an instant in seconds near it.");
        }

        IReadOnlyList<StoredOperation> found = operations.ReadTrace(id, t ?? Now(time));
        return Answer.Json(new JsonObject { ["trace_id"] = id.ToString("x32", CultureInfo.InvariantCulture), ["operations"] = new JsonArray([.. found.Select(stored => (JsonNode)OperationJson.Of(stored))]) });
    }

    private static IResult Impact(double? at, double? hours, string? type, string? name, string? run, IOperationReader operations, TimeProvider time)
    {
        if (at is not { } instant || Query(null, instant, type, name, run, time) is not { } query || hours is not (null or (> 0 and <= MostHours)))
        {
            return Answer.BadRequest($"at, an instant in seconds, is needed; hours before and after it are above 0 and at most {MostHours}.");
        }

        return Answer.Json(OperationJson.Of(OptimizationImpact.Measure(operations, query, instant, (hours ?? 24) * 3600)));
    }

    private static IResult Objectives(IOperationReader operations, OperationPolicy policy, TimeProvider time) => Answer.Json(new JsonObject
    {
        ["objectives"] = new JsonArray([.. policy.Objectives.Select(objective => (JsonNode)OperationJson.Of(ObjectiveState.Of(objective, operations, Now(time))))]),
    });

    private static OperationQuery? Query(double? from, double? to, string? type, string? name, string? run, TimeProvider time)
    {
        double end = to ?? Now(time);
        double start = from ?? end - DefaultSeconds;
        OperationType? parsed = type is null ? null : OperationType.Parse(type);
        return !TimeWindow.IsSound(start, end) || start == end || (type is not null && parsed is null)
            ? null
            : new OperationQuery { FromUnixSeconds = start, ToUnixSeconds = end, Type = parsed, Name = name, RunId = run };
    }

    private static IResult WrongQuery() => Answer.BadRequest($"from and to are instants in seconds, from before to; type is a word of a-z, 0-9 and _; points are 1 to {MostPoints}.");

    private static double Now(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
}
