using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Vigil.Server.Api;

/// <summary>The server itself.</summary>
internal static class ServerApi
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/server", Get).WithName("getServer").WithSummary("Version, database, and what whoever asks may do.");

    private static IResult Get(HttpContext context, ServerFacts server, TimeProvider time) => Answer.Json(new JsonObject
    {
        ["version"] = server.Version,
        ["database"] = server.Database,
        ["database_bytes"] = server.DatabaseBytes,
        ["role"] = context.User.FindFirst(ClaimTypes.Role)?.Value,
        ["sign_in_needed"] = server.NeedsToken,
        ["writable"] = server.MayApply,
        ["now"] = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
    });
}
