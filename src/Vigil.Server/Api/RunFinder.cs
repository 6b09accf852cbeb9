using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Vigil.Core.Runs;

namespace Vigil.Server.Api;

/// <summary>Finds the run that a request names, by the words that the command line takes too.</summary>
internal static class RunFinder
{
    /// <summary>Answers with the run, or says that there is none (404) or several (409, with their ids).</summary>
    public static IResult With(IRunReader store, string reference, Func<RunRecord, IResult> answer)
    {
        IReadOnlyList<RunRecord> found = store.FindRuns(reference);
        return found.Count switch
        {
            1 => answer(found[0]),
            0 => Answer.Problem(StatusCodes.Status404NotFound, "No such run", $"No run is called '{reference}'."),
            _ => Answer.Problem(
                StatusCodes.Status409Conflict,
                "Several runs",
                $"'{reference}' may mean {found.Count} runs: give more of the id.",
                new JsonObject { ["candidates"] = new JsonArray([.. found.Take(20).Select(run => (JsonNode)run.Start.Id)]) }),
        };
    }
}
