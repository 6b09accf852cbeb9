using System.Text.Json.Nodes;
using Vigil.Configuration.Parsing;

namespace Vigil.Configuration.Dialects;

/// <summary>Finds keys of a table in the tree of a configuration file.</summary>
internal static class KeyFinder
{
    private const string Anywhere = "**.";
    private const string MergeKey = "<<";

    /// <summary>Every place that a pattern may mean, in the order of the file; missing ones too, where their list has items.</summary>
    public static IEnumerable<KeyMatch> Find(JsonNode? root, string pattern)
    {
        if (pattern.StartsWith(Anywhere, StringComparison.Ordinal))
        {
            return FindAnywhere(root, pattern[Anywhere.Length..].Split('.'), "");
        }

        string[] steps = pattern.Replace("[]", ".[]", StringComparison.Ordinal).Split('.');
        return FindAt(root, steps, "");
    }

    private static IEnumerable<KeyMatch> FindAt(JsonNode? node, ArraySegment<string> steps, string path)
    {
        if (steps.Count == 0)
        {
            return [new KeyMatch(path, node, IsWritten: true)];
        }

        ArraySegment<string> rest = steps[1..];
        if (steps[0] == "[]")
        {
            return node is JsonArray items
                ? items.SelectMany((item, index) => FindAt(item, rest, ConfigurationPath.Item(path, index)))
                : [];
        }

        if (node is not JsonObject members)
        {
            return [];
        }

        string member = ConfigurationPath.Member(path, steps[0]);
        if (Members(members).FirstOrDefault(pair => pair.Key == steps[0]) is { Key: not null } found)
        {
            // A section that is there but empty is one to write into.
            return found.Value is null && rest.Count > 0 ? Missing(rest, member) : FindAt(found.Value, rest, member);
        }

        return Missing(rest, member);
    }

    private static IEnumerable<KeyMatch> Missing(ArraySegment<string> rest, string path) =>
        rest.Contains("[]") ? [] : [new KeyMatch(rest.Aggregate(path, ConfigurationPath.Member), null, IsWritten: false)];

    private static IEnumerable<KeyMatch> FindAnywhere(JsonNode? node, string[] name, string path)
    {
        if (node is JsonArray items)
        {
            return items.SelectMany((item, index) => FindAnywhere(item, name, ConfigurationPath.Item(path, index)));
        }

        return node is JsonObject members
            ? Members(members).SelectMany(pair => FindIn(pair.Key, pair.Value, name, path)) : [];
    }

    private static IEnumerable<KeyMatch> FindIn(string key, JsonNode? value, string[] name, string path)
    {
        string member = ConfigurationPath.Member(path, key);
        if (key == name[0])
        {
            foreach (KeyMatch match in FindAt(value, name.AsSpan(1).ToArray(), member).Where(match => match.IsWritten))
            {
                yield return match;
            }
        }

        foreach (KeyMatch match in FindAnywhere(value, name, member))
        {
            yield return match;
        }
    }

    /// <summary>Members of a mapping, those merged into it (<c>&lt;&lt;: *defaults</c>) among them unless it has its own.</summary>
    private static IEnumerable<KeyValuePair<string, JsonNode?>> Members(JsonObject mapping)
    {
        if (mapping[MergeKey] is not { } merged)
        {
            return mapping;
        }

        IEnumerable<JsonObject> sources = merged is JsonArray list ? list.OfType<JsonObject>() : merged is JsonObject single ? [single] : [];
        return mapping.Where(pair => pair.Key != MergeKey).Concat(sources.SelectMany(Members)).DistinctBy(pair => pair.Key);
    }
}
