using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Vigil.Server.Api;

/// <summary>
/// Reads JSON that strangers send. What the parser lets through, and what then fails where it is used, is refused here: names
/// that stand twice, texts that are no text (half a character, broken UTF-8), nesting without end.
/// </summary>
internal static class JsonBody
{
    public const int MostDepth = 16;

    /// <summary>The body of a request; a sentence when it is no JSON. Its size is bounded by the server's limit.</summary>
    public static async Task<(JsonNode? Body, string? Fault)> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        return Parse(body.GetBuffer().AsSpan(0, (int)body.Length));
    }

    /// <summary>The same of a text that is there already.</summary>
    public static (JsonNode? Body, string? Fault) Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            JsonNode? body = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = MostDepth, AllowDuplicateProperties = false });
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MostDepth });
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    reader.GetString();
                }
            }

            return (body, null);
        }
        catch (JsonException exception)
        {
            return (null, $"This is no JSON: {exception.Message}");
        }
        catch (InvalidOperationException)
        {
            // What GetString raises.
            return (null, "This is no JSON: a text in it is no text.");
        }
    }
}
