using System.Text.Json.Nodes;
using Vigil.Core.Alerts;

namespace Vigil.Server.Api;

/// <summary>Reads the silence that a request wants.</summary>
internal static class SilenceChange
{
    private const int MostMatchers = 32;
    private const int LongestText = 1000;
    private const double LongestSeconds = 366 * 86_400.0;

    /// <summary>The silence, or a sentence when it is none.</summary>
    public static (Silence? Silence, string? Fault) Read(JsonNode? body, double now)
    {
        if (body is not JsonObject wanted)
        {
            return (null, "The body must be an object with matchers, ends_at, and starts_at, created_by, comment where wanted.");
        }

        if (wanted.Select(member => member.Key).Except(["matchers", "starts_at", "ends_at", "created_by", "comment"]).FirstOrDefault() is { } unknown)
        {
            return (null, $"'{unknown}' is no member of a silence: matchers, starts_at, ends_at, created_by and comment are.");
        }

        if (wanted["matchers"] is not JsonArray { Count: > 0 and <= MostMatchers } list)
        {
            return (null, $"matchers must be a list of 1 to {MostMatchers} objects with name and value.");
        }

        var matchers = new List<LabelMatcher>();
        foreach (JsonNode? node in list)
        {
            if (Text(node?["name"]) is not { } name || Text(node?["value"]) is not { } value)
            {
                return (null, "A matcher needs name and value, both texts.");
            }

            var matcher = new LabelMatcher(name, value, Switch(node!["isRegex"], false), Switch(node["isEqual"], true));
            if (matcher.Fault() is { } fault)
            {
                return (null, fault + ".");
            }

            matchers.Add(matcher);
        }

        if (matchers.TrueForAll(matcher => matcher.Matches(new Dictionary<string, string>())))
        {
            return (null, "The matchers would silence everything: at least one must demand something that an alert without labels does not fulfil.");
        }

        double starts = Number(wanted["starts_at"]) ?? now;
        if (Number(wanted["ends_at"]) is not { } ends || ends <= Math.Max(starts, now) || ends - starts > LongestSeconds)
        {
            return (null, "ends_at must be a time after starts_at and after now, at most a year later, in seconds since the Unix epoch.");
        }

        string author = Text(wanted["created_by"]) ?? "";
        string comment = Text(wanted["comment"]) ?? "";
        return author.Length > LongestText || comment.Length > LongestText
            ? (null, $"created_by and comment have at most {LongestText} characters.")
            : (new Silence { Matchers = matchers, StartsAt = starts, EndsAt = ends, CreatedBy = author, Comment = comment }, null);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private static double? Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out double number) && double.IsFinite(number) ? number : null;

    private static bool Switch(JsonNode? node, bool fallback) => node is JsonValue value && value.TryGetValue(out bool given) ? given : fallback;
}
