using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Server.Api;

namespace Vigil.Server.Access;

/// <summary>Signs the page in and out: a token is changed for a cookie that scripts cannot read.</summary>
internal static class SessionApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/session", SignInAsync).AllowAnonymous().WithName("signIn").WithSummary("Changes a token for a session cookie.");
        routes.MapDelete("/api/v1/session", SignOut).AllowAnonymous().WithName("signOut").WithSummary("Ends the session.");
    }

    private static async Task<IResult> SignInAsync(HttpContext context, AccessRules rules, Sessions sessions, AccessGate gate, CancellationToken cancellationToken)
    {
        (JsonNode? body, string? noJson) = await JsonBody.ReadAsync(context.Request, cancellationToken);
        if (noJson is not null)
        {
            return Answer.BadRequest(noJson);
        }

        if (rules.Tokens is null)
        {
            return Answer.Json(new JsonObject { ["role"] = "operator" });
        }

        if ((body as JsonObject)?["token"] is not JsonValue value || !value.TryGetValue(out string? token))
        {
            return Answer.BadRequest("token is missing.");
        }

        // Who guessed too often is not answered, right or wrong.
        if (gate.IsGuessing(context) is { } pause)
        {
            return AccessGate.TooMany(context, pause);
        }

        if (rules.Tokens.Find(token) is not { } role)
        {
            gate.CountWrongToken(context);
            return Answer.Problem(StatusCodes.Status401Unauthorized, "Wrong token", "This token is none of this server's.");
        }

        context.Response.Cookies.Append(AccessGate.Cookie, sessions.Begin(role), Options(context, Sessions.Lifetime));
        return Answer.Json(new JsonObject { ["role"] = role == Role.Operator ? "operator" : "viewer" });
    }

    private static IResult SignOut(HttpContext context, Sessions sessions)
    {
        if (context.Request.Cookies.TryGetValue(AccessGate.Cookie, out string? id))
        {
            sessions.End(id);
        }

        context.Response.Cookies.Delete(AccessGate.Cookie, Options(context, null));
        return Results.NoContent();
    }

    private static CookieOptions Options(HttpContext context, TimeSpan? lifetime) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = context.Request.IsHttps,
        Path = "/",
        MaxAge = lifetime,
    };
}
