using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Runs;
using Vigil.Storage.Faults;

namespace Vigil.Server.Access;

/// <summary>What supervisors ask: whether the server lives, and whether it can answer.</summary>
internal static class HealthApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/-/healthy", () => Results.Text("Vigil is alive.\n")).AllowAnonymous().ExcludeFromDescription();
        routes.MapGet("/-/ready", (IRunStore store) => Ready(store)).AllowAnonymous().ExcludeFromDescription();
    }

    private static IResult Ready(IRunStore store)
    {
        try
        {
            store.ListRuns(1);
            return Results.Text("Vigil is ready.\n");
        }
        catch (StoreUnavailableException)
        {
            return Results.Text("The database cannot be read.\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}
