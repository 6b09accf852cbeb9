using System.Text.Json.Nodes;
using Vigil.Core.Library;

namespace Vigil.Server.Api;

/// <summary>Reads what a request wants to change about a run, within the bounds that <see cref="RunAnnotation"/> names.</summary>
internal static class RunChange
{
    private const int LongestName = 200;
    private const int MostTags = 32;
    private const int LongestTag = 64;
    private const int LongestNote = 16_384;

    /// <summary>The change, and a sentence when it is none.</summary>
    public static (RunAnnotation Annotation, string? Fault) Read(JsonNode? body)
    {
        var none = new RunAnnotation();
        if (body is not JsonObject change)
        {
            return (none, "The body must be an object with name, tags or note.");
        }

        if (change.Select(member => member.Key).Except(["name", "tags", "note"]).FirstOrDefault() is { } unknown)
        {
            return (none, $"'{unknown}' cannot be changed: name, tags and note can.");
        }

        string? name = Text(change["name"]);
        if (change["name"] is not null && name is not { Length: > 0 and <= LongestName })
        {
            return (none, $"name must be a text of 1 to {LongestName} characters.");
        }

        string? note = Text(change["note"]);
        if (change["note"] is not null && note is not { Length: <= LongestNote })
        {
            return (none, $"note must be a text of at most {LongestNote} characters.");
        }

        List<string>? tags = null;
        if (change["tags"] is { } given)
        {
            tags = (given as JsonArray)?.Select(tag => Text(tag)?.Trim() ?? "").ToList();
            if (tags is not { Count: <= MostTags } || tags.Exists(tag => tag.Length is 0 or > LongestTag))
            {
                return (none, $"tags must be a list of at most {MostTags} texts of 1 to {LongestTag} characters.");
            }
        }

        return (new RunAnnotation { Name = name, Note = note, Tags = tags }, null);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
