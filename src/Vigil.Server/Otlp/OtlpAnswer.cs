using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Vigil.Telemetry.Receiving;

namespace Vigil.Server.Otlp;

/// <summary>Answers in the format of the request: the export response, or a status as of google.rpc.</summary>
internal static class OtlpAnswer
{
    private const string ProtobufType = "application/x-protobuf";
    private const string JsonType = "application/json";

    // Codes of google.rpc by those of HTTP.
    private const int InvalidArgument = 3, ResourceExhausted = 8, Unavailable = 14;

    public static OtlpFormat? FormatOf(HttpRequest request) =>
        !MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type) ? null
        : type.MediaType.Equals(ProtobufType, StringComparison.OrdinalIgnoreCase) || type.MediaType.Equals("application/protobuf", StringComparison.OrdinalIgnoreCase) ? OtlpFormat.Protobuf
        : type.MediaType.Equals(JsonType, StringComparison.OrdinalIgnoreCase) ? OtlpFormat.Json
        : null;

    /// <summary>Everything was taken, or all but what is counted.</summary>
    public static Task TakenAsync(HttpContext context, OtlpFormat format, Signal signal, ReceiveResult result)
    {
        if (format == OtlpFormat.Protobuf)
        {
            return SendAsync(context, format, StatusCodes.Status200OK, ReceiveAnswer.Write(result));
        }

        var body = new JsonObject();
        if (result.Rejected > 0 || result.Message is not null)
        {
            string counted = signal switch { Signal.Metrics => "rejectedDataPoints", Signal.Logs => "rejectedLogRecords", _ => "rejectedSpans" };
            body["partialSuccess"] = new JsonObject { [counted] = result.Rejected.ToString(CultureInfo.InvariantCulture), ["errorMessage"] = result.Message ?? "" };
        }

        return SendAsync(context, format, StatusCodes.Status200OK, System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));
    }

    /// <summary>Nothing was taken.</summary>
    public static Task FailAsync(HttpContext context, OtlpFormat format, int status, string message)
    {
        int code = status switch { StatusCodes.Status503ServiceUnavailable => Unavailable, StatusCodes.Status413PayloadTooLarge => ResourceExhausted, _ => InvalidArgument };
        return SendAsync(context, format, status, format == OtlpFormat.Protobuf
            ? ReceiveAnswer.WriteStatus(code, message)
            : System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["code"] = code, ["message"] = message }.ToJsonString()));
    }

    private static async Task SendAsync(HttpContext context, OtlpFormat format, int status, byte[] body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = format == OtlpFormat.Protobuf ? ProtobufType : JsonType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
