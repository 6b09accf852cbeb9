using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Vigil.Server.Api;

/// <summary>Answers in the two shapes that there are: JSON, and problem details (RFC 9457).</summary>
internal static class Answer
{
    public const string JsonType = "application/json; charset=utf-8";
    public const string CsvType = "text/csv; charset=utf-8";

    public static IResult Json(JsonNode body) => new TaggedJson(body);

    public static IResult Problem(int status, string title, string detail, JsonObject? more = null)
    {
        var body = new JsonObject { ["type"] = "about:blank", ["title"] = title, ["status"] = status, ["detail"] = detail };
        foreach ((string name, JsonNode? value) in more ?? [])
        {
            body[name] = value?.DeepClone();
        }

        return Results.Text(body.ToJsonString(), "application/problem+json", statusCode: status);
    }

    public static IResult BadRequest(string detail) => Problem(StatusCodes.Status400BadRequest, "Bad request", detail);

    /// <summary>Says in words what the framework says by its number alone: a parameter that is no number, no such address, no such method.</summary>
    public static Task ExplainAsync(StatusCodeContext context)
    {
        HttpContext http = context.HttpContext;
        string detail = http.Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest => "A parameter is not of the form that the description of the interface, /openapi/v1.json, asks for.",
            StatusCodes.Status404NotFound => "Nothing is served here: /openapi/v1.json describes what is.",
            StatusCodes.Status405MethodNotAllowed => "This address takes another method.",
            StatusCodes.Status413PayloadTooLarge => "The body is too large.",
            StatusCodes.Status415UnsupportedMediaType => "The body is not of a type that is taken here.",
            _ => "The request could not be answered.",
        };
        return Problem(http.Response.StatusCode, ReasonPhrases.GetReasonPhrase(http.Response.StatusCode), detail).ExecuteAsync(http);
    }
}
