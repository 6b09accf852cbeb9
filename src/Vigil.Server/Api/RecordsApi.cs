using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Runs;
using Vigil.Core.Training;
using Vigil.Server.Api.Shapes;

namespace Vigil.Server.Api;

/// <summary>What happened in a run: its steps and its events.</summary>
internal static class RecordsApi
{
    private const int MostEvents = 1000;
    private const int MostPoints = 10_000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/runs/{id}/steps", Steps).WithName("getSteps").WithSummary("Training steps, columnar, reduced to as many points as asked for.");
        routes.MapGet("/api/v1/runs/{id}/events", Events).WithName("listEvents").WithSummary("Events of a run in order, a page of them.");
    }

    private static IResult Steps(string id, double? from, double? to, int? points, string? axis, IRunStore store)
    {
        if (points is < 1 or > MostPoints)
        {
            return Answer.BadRequest($"points must lie between 1 and {MostPoints}.");
        }

        if (axis is not (null or "time" or "step"))
        {
            return Answer.BadRequest("axis must be time or step.");
        }

        return RunFinder.With(store, id, run =>
        {
            bool byTime = axis != "step";
            IEnumerable<StepReading> steps = store.ReadSteps(run.Start.Id, byTime && from is { } start ? start : double.NegativeInfinity)
                .Where(step => byTime ? step.UnixSeconds <= (to ?? double.PositiveInfinity) : step.Step >= (from ?? double.NegativeInfinity) && step.Step <= (to ?? double.PositiveInfinity));
            return Answer.Json(StepColumns.Create([.. steps], points ?? 2000));
        });
    }

    private static IResult Events(string id, long? after, string? type, int? limit, IRunStore store)
    {
        if (limit is < 1 or > MostEvents)
        {
            return Answer.BadRequest($"limit must lie between 1 and {MostEvents}.");
        }

        int most = limit ?? 500;
        return RunFinder.With(store, id, run =>
        {
            StoredEvent[] found = [.. store.ReadEvents(run.Start.Id).Where(stored => stored.Id > (after ?? 0) && (type is null || stored.Event.Type == type)).Take(most + 1)];
            return Answer.Json(new JsonObject
            {
                ["events"] = new JsonArray([.. found.Take(most).Select(stored => (JsonNode)EventItemJson.Create(stored))]),
                ["next"] = found.Length > most ? found[most - 1].Id : null,
            });
        });
    }
}
