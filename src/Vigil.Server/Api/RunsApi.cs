using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Runs;

namespace Vigil.Server.Api;

/// <summary>Runs: the list and one of them.</summary>
internal static class RunsApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/runs", (IRunStore store, int? limit) =>
        {
            var runs = new JsonArray();
            foreach (RunRecord run in store.ListRuns(Math.Clamp(limit ?? 100, 1, 1000)))
            {
                runs.Add((JsonNode)new JsonObject { ["id"] = run.Start.Id, ["name"] = run.Start.Name, ["state"] = EnumNames.ToSnakeCase(run.State) });
            }

            return Results.Text(new JsonObject { ["runs"] = runs }.ToJsonString(), "application/json");
        });
    }
}
