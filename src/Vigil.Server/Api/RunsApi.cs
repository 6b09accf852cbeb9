using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Library;
using Vigil.Core.Runs;
using Vigil.Server.Api.Shapes;

namespace Vigil.Server.Api;

/// <summary>Runs: the list, one of them, its name, tags and note, its end.</summary>
internal static class RunsApi
{
    private const int MostRuns = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/runs", List).WithName("listRuns").WithSummary("Recorded runs, a page of them.");
        routes.MapGet("/api/v1/runs/{id}", Get).WithName("getRun").WithSummary("One run with its snapshot and summary.");
        routes.MapPatch("/api/v1/runs/{id}", PatchAsync).WithName("annotateRun").WithSummary("Changes name, tags or note.");
        routes.MapDelete("/api/v1/runs/{id}", Delete).WithName("deleteRun").WithSummary("Removes a run and everything recorded of it.");
    }

    private static IResult List(
        IRunLibrary library, IRunStore store, string? kind, string? search, string? state, string? tag, string? name, string? verdict, string? sort, string? order, int? limit, string? after, bool? sparks)
    {
        var faults = new JsonObject();
        RunSort by = RunSort.Started;
        if (sort is not null && EnumNames.Parse<RunSort>(sort.ToLowerInvariant()) is { } known)
        {
            by = known;
        }
        else if (sort is not null)
        {
            faults["sort"] = $"'{sort}' is none of {string.Join(", ", Enum.GetNames<RunSort>()).ToLowerInvariant()}.";
        }

        RunKind? wanted = kind is null ? RunKind.Run : EnumNames.Parse<RunKind>(kind);
        if (wanted is null)
        {
            faults["kind"] = $"'{kind}' is none of {string.Join(", ", Enum.GetValues<RunKind>().Select(value => EnumNames.ToSnakeCase(value)))}.";
        }

        if (order is not (null or "asc" or "desc"))
        {
            faults["order"] = $"'{order}' is neither asc nor desc.";
        }

        var states = new List<RunState>();
        foreach (string word in (state ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (EnumNames.Parse<RunState>(word) is { } listed)
            {
                states.Add(listed);
            }
            else
            {
                faults["state"] = $"'{word}' is none of {string.Join(", ", Enum.GetValues<RunState>().Select(value => EnumNames.ToSnakeCase(value)))}.";
            }
        }

        if (limit is < 1 or > MostRuns)
        {
            faults["limit"] = $"{limit} is not between 1 and {MostRuns}.";
        }

        if (faults.Count > 0)
        {
            return Answer.Problem(StatusCodes.Status400BadRequest, "Bad request", "Some parameters are wrong.", new JsonObject { ["errors"] = faults });
        }

        var filter = new RunFilter
        {
            Kind = wanted!.Value,
            Search = search,
            States = states,
            Tag = tag,
            Name = name,
            Verdict = verdict,
            Sort = by,
            Descending = order != "asc",
            Limit = limit ?? 100,
            After = after,
        };
        RunPage page;
        try
        {
            page = library.Query(filter, sparks ?? false);
        }
        catch (FormatException exception)
        {
            return Answer.BadRequest(exception.Message);
        }

        var runs = new JsonArray([.. page.Runs.Select(run => (JsonNode)RunItemJson.Create(run, LatestFigures.Read(store, run.Run)))]);
        return Answer.Json(new JsonObject { ["runs"] = runs, ["next"] = page.Next, ["total"] = page.Total });
    }

    private static IResult Get(string id, IRunLibrary library, IRunStore store) =>
        RunFinder.With(store, id, run => Detail(library, store, run.Start.Id));

    private static async Task<IResult> PatchAsync(string id, HttpRequest request, IRunLibrary library, IRunStore store, CancellationToken cancellationToken)
    {
        (JsonNode? body, string? noJson) = await JsonBody.ReadAsync(request, cancellationToken);
        if (noJson is not null)
        {
            return Answer.BadRequest(noJson);
        }

        (RunAnnotation annotation, string? fault) = RunChange.Read(body);
        return fault is not null
            ? Answer.BadRequest(fault)
            : RunFinder.With(store, id, run => library.Annotate(run.Start.Id, annotation)
                ? Detail(library, store, run.Start.Id)
                : Answer.Problem(StatusCodes.Status404NotFound, "No such run", "It was deleted meanwhile."));
    }

    private static IResult Delete(string id, IRunLibrary library, IRunStore store) => RunFinder.With(store, id, run => library.Delete(run.Start.Id) switch
    {
        DeleteResult.Deleted => Results.NoContent(),
        DeleteResult.StillRunning => Answer.Problem(StatusCodes.Status409Conflict, "Still running", "A run that is being recorded cannot be deleted: stop it first."),
        _ => Answer.Problem(StatusCodes.Status404NotFound, "No such run", "It was deleted meanwhile."),
    });

    private static IResult Detail(IRunLibrary library, IRunStore store, string id) =>
        library.Get(id) is { } listed
            ? Answer.Json(RunItemJson.CreateDetail(listed, LatestFigures.Read(store, listed.Run)))
            : Answer.Problem(StatusCodes.Status404NotFound, "No such run", $"There is no run {id}.");
}
