using System.Globalization;
using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Vigil.Server.Api;
using Vigil.Storage.Faults;

namespace Vigil.Server.Access;

/// <summary>Stands before everything: what a browser is told, who may come in, and what becomes of a failure.</summary>
internal sealed class AccessGate(AccessRules rules, Sessions sessions, TimeProvider time)
{
    public const string Cookie = "vigil_session";

    private const string Bearer = "Bearer ";
    private const int MostWrongTokens = 20;

    // The chart library sets styles through the object model, which needs no exception here.
    private const string ContentPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly RequestRate _requests = new(rules.RequestsPerMinute, s_minute, time);
    private readonly RequestRate _wrongTokens = new(MostWrongTokens, s_minute, time);

    public void Use(IApplicationBuilder application)
    {
        application.Use(AnswerFailuresAsync);
        application.Use(CheckAsync);
    }

    private static async Task AnswerFailuresAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            if (exception is StoreUnavailableException)
            {
                context.Response.Headers.RetryAfter = "5";
            }

            IResult answer = exception switch
            {
                StoreUnavailableException => Answer.Problem(StatusCodes.Status503ServiceUnavailable, "The database is not available", "The database cannot be read or written now."),
                BadHttpRequestException bad => Answer.Problem(bad.StatusCode, bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "Too large" : "Bad request", bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The body is larger than this address takes." : "The request cannot be read."),
                _ => Answer.Problem(StatusCodes.Status500InternalServerError, "Internal error", "Vigil failed to answer this: it is a fault of Vigil's."),
            };
            await answer.ExecuteAsync(context);
        }
    }

    private async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        IResult? refusal = Refuse(context);
        if (refusal is null)
        {
            await next(context);
        }
        else
        {
            await refusal.ExecuteAsync(context);
        }
    }

    private IResult? Refuse(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!rules.AllowsHost(request.Host.Host, context.Connection.LocalIpAddress))
        {
            return Answer.Problem(StatusCodes.Status403Forbidden, "Strange host", "This server is not called so: name it with --allow-host.");
        }

        bool reads = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if ((!reads || context.WebSockets.IsWebSocketRequest || request.Path == "/ws")
            && request.Headers.Origin.Count > 0
            && !(request.Headers.Origin is [{ } origin] && string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)))
        {
            return Answer.Problem(StatusCodes.Status403Forbidden, "Strange origin", "A page of another site may not do this.");
        }

        IPAddress client = Client(context);
        if (context.GetEndpoint()?.Metadata.GetMetadata<NotCountedAttribute>() is null && _requests.Refuse(client) is { } wait)
        {
            return TooMany(context, wait);
        }

        bool open = context.GetEndpoint()?.Metadata.GetMetadata<IAllowAnonymous>() is not null;
        (Role? role, bool wrong) = rules.Tokens is null ? (Role.Operator, false) : Identify(request, client);
        if (_wrongTokens.IsSpent(client) is { } pause && wrong)
        {
            return TooMany(context, pause);
        }

        if (wrong)
        {
            CountWrongToken(context);
        }

        if (role is { } known)
        {
            context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, known == Role.Operator ? "operator" : "viewer")], "vigil"));
        }

        if (open)
        {
            return null;
        }

        if (role is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Answer.Problem(StatusCodes.Status401Unauthorized, "Sign in", "A token is needed: Authorization: Bearer TOKEN.");
        }

        return reads || role == Role.Operator ? null : Answer.Problem(StatusCodes.Status403Forbidden, "Not allowed", "A viewer may only read.");
    }

    /// <summary>How long a client that tried too many wrong tokens waits; null for every other.</summary>
    public TimeSpan? IsGuessing(HttpContext context) => _wrongTokens.IsSpent(Client(context));

    public void CountWrongToken(HttpContext context) => _wrongTokens.Refuse(Client(context));

    public static IResult TooMany(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return Answer.Problem(StatusCodes.Status429TooManyRequests, "Too many requests", "Ask again after the seconds that Retry-After names.");
    }

    private static IPAddress Client(HttpContext context) => context.Connection.RemoteIpAddress ?? IPAddress.None;

    // A client that guessed too often is not even compared any more.
    private (Role? Role, bool Wrong) Identify(HttpRequest request, IPAddress client)
    {
        if (request.Headers.Authorization is [{ } header] && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            Role? role = _wrongTokens.IsSpent(client) is null ? rules.Tokens!.Find(header[Bearer.Length..].Trim()) : null;
            return (role, role is null);
        }

        return (request.Cookies.TryGetValue(Cookie, out string? id) ? sessions.Find(id) : null, false);
    }
}
