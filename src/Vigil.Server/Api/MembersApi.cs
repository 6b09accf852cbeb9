using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Analysis.Distributed;
using Vigil.Core.Runs;

namespace Vigil.Server.Api;

/// <summary>The ranks of a distributed job, of which a run is one.</summary>
internal static class MembersApi
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/runs/{id}/members", (string id, IRunStore store) => RunFinder.With(store, id, run => Answer.Json(Create(DistributedJob.Of(store, run))))).WithName("getMembers").WithSummary("The ranks of the distributed job that a run is part of: how far apart they are, and which failed first.");

    private static JsonObject Create(DistributedJob? job) => new()
    {
        ["launcher"] = job?.Identity.Launcher,
        ["job"] = job?.Identity.Job,
        ["world_size"] = job?.Identity.WorldSize,
        ["members"] = new JsonArray([.. (job?.Members ?? []).Select(member => (JsonNode)Describe(member))]),
        ["skew"] = job?.Skew,
        ["steps_apart"] = job?.StepsApart,
        ["straggler"] = job?.Straggler?.Rank,
        ["first_failed"] = job?.FirstFailed?.Rank,
    };

    private static JsonObject Describe(JobMember member) => new()
    {
        ["rank"] = member.Rank,
        ["run_id"] = member.Run.Start.Id,
        ["host"] = member.Run.Start.Recorder.HostName,
        ["state"] = EnumNames.ToSnakeCase(member.Run.State),
        ["cause"] = member.Run.Outcome is { } outcome ? EnumNames.ToSnakeCase(outcome.Cause) : null,
        ["ended_at"] = member.Run.Outcome?.EndedAt,
        ["last_step"] = member.LastStep,
        ["step_seconds"] = member.StepSeconds,
    };
}
