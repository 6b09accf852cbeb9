using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Vigil.Server.Api;

/// <summary>Answers in the two shapes that there are: JSON, and problem details (RFC 9457).</summary>
internal static class Answer
{
    public const string JsonType = "application/json; charset=utf-8";

    public static IResult Json(JsonNode body) => Results.Text(body.ToJsonString(), JsonType);

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
}
