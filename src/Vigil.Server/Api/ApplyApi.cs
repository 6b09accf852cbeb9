using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Analysis;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Recommendations;
using Vigil.Analysis.Rules;
using Vigil.Configuration.Arguments;
using Vigil.Configuration.Dialects;
using Vigil.Core.Runs;
using Vigil.Server.Applying;

namespace Vigil.Server.Api;

/// <summary>What applying recommendations comes to; writes only where the server may.</summary>
internal static class ApplyApi
{
    private const int MostPicks = 100;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/runs/{id}/apply", ApplyAsync).WithName("applyRecommendations").WithSummary("The patch that recommendations come to; written only where that is allowed.");

    private static async Task<IResult> ApplyAsync(string id, HttpRequest http, IRunStore store, RuleOptions rules, ServerFacts server, TimeProvider time, CancellationToken cancellationToken)
    {
        (JsonNode? body, string? noJson) = await JsonBody.ReadAsync(http, cancellationToken);
        if (noJson is not null)
        {
            return Answer.BadRequest(noJson);
        }

        if (Read(body) is not { } request)
        {
            return Answer.BadRequest($"The body must be an object with pick, a list of at most {MostPicks} numbers, and write, true or false; both may be left out.");
        }

        if (!request.DryRun && !server.MayApply)
        {
            return Answer.Problem(StatusCodes.Status403Forbidden, "Not allowed", "This server writes no configuration: start it with --allow-apply, or use 'vigil apply' on the machine itself.");
        }

        return RunFinder.With(store, id, run => Apply(run, store, request, rules, time));
    }

    /// <summary>Null for what is no request.</summary>
    private static ApplyRequest? Read(JsonNode? body)
    {
        if (body is not JsonObject given || given.Any(member => member.Key is not ("pick" or "write")))
        {
            return null;
        }

        bool write = false;
        if (given["write"] is { } wanted && !(wanted is JsonValue flag && flag.TryGetValue(out write)))
        {
            return null;
        }

        if (given["pick"] is not { } pick)
        {
            return new ApplyRequest { DryRun = !write };
        }

        int?[]? numbers = pick is JsonArray { Count: <= MostPicks } list ? [.. list.Select(node => node is JsonValue value && value.TryGetValue(out int number) ? (int?)number : null)] : null;
        return numbers is null || numbers.Contains(null) ? null : new ApplyRequest { DryRun = !write, Picks = [.. numbers.Select(number => number!.Value)] };
    }

    private static IResult Apply(RunRecord run, IRunStore store, ApplyRequest request, RuleOptions rules, TimeProvider time)
    {
        try
        {
            RunAnalysis analysis = RunAnalyzer.Analyze(EvidenceReader.Read(store, run, null), rules, time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
            ApplyPlan plan = ApplyPlanner.Plan(run, analysis.Recommendations, request);
            if (!request.DryRun)
            {
                PatchWriter.Write(plan.Files);
            }

            return Answer.Json(Create(plan, written: !request.DryRun));
        }
        catch (ApplyException exception)
        {
            return Answer.Problem(StatusCodes.Status409Conflict, "Cannot be applied", exception.Message);
        }
    }

    private static JsonObject Create(ApplyPlan plan, bool written) => new()
    {
        ["changes"] = new JsonArray([.. plan.Applied.SelectMany(recommendation => recommendation.Changes.Select(change => (JsonNode)Create(recommendation, change)))]),
        ["diff"] = string.Concat(plan.Files.Select(patch => patch.Diff)),
        ["command"] = plan.CommandChanges ? ShellWords.Join(plan.Command) : null,
        ["written"] = written,
    };

    private static JsonObject Create(Recommendation recommendation, SettingChange change) => new()
    {
        ["number"] = recommendation.Number,
        ["file"] = change.Place.File,
        ["path"] = change.Place.Path,
        ["old"] = change.Place == recommendation.Place ? recommendation.CurrentValue?.DeepClone() : null,
        ["new"] = change.Value?.DeepClone(),
    };
}
