using System.Text.Json.Nodes;
using Vigil.Configuration.Parsing;

namespace Vigil.Configuration.Dialects;

/// <summary>Finds keys of a table in the tree of a configuration file. Keys at any depth are found in one walk for all of a table.</summary>
internal sealed class KeyFinder
{
    private const string Anywhere = "**.";
    private const string MergeKey = "<<";

    private readonly JsonNode? _root;
    private readonly Lazy<ILookup<string, KeyMatch>> _byName;

    /// <param name="root">The tree of the file.</param>
    public KeyFinder(JsonNode? root)
    {
        _root = root;
        _byName = new Lazy<ILookup<string, KeyMatch>>(() => Walk(root, "").ToLookup(found => found.Name, found => found.Match));
    }

    /// <summary>Every place that a pattern may mean, in the order of the file; missing ones too, where their list has items.</summary>
    public IEnumerable<KeyMatch> Find(string pattern)
    {
        if (pattern.StartsWith(Anywhere, StringComparison.Ordinal))
        {
            string[] name = pattern[Anywhere.Length..].Split('.');
            return _byName.Value[name[0]].SelectMany(match => FindAt(match.Value, name[1..], match.Path)).Where(match => match.IsWritten);
        }

        string[] steps = pattern.Replace("[]", ".[]", StringComparison.Ordinal).Split('.');
        return FindAt(_root, steps, "");
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

    private static IEnumerable<(string Name, KeyMatch Match)> Walk(JsonNode? node, string path)
    {
        IEnumerable<(string? Name, string Path, JsonNode? Value)> children = node switch
        {
            JsonArray items => items.Select((item, index) => ((string?)null, ConfigurationPath.Item(path, index), item)),
            JsonObject members => Members(members).Select(pair => ((string?)pair.Key, ConfigurationPath.Member(path, pair.Key), pair.Value)),
            _ => [],
        };
        foreach ((string? name, string childPath, JsonNode? value) in children)
        {
            if (name is not null)
            {
                yield return (name, new KeyMatch(childPath, value, IsWritten: true));
            }

            if (value is JsonObject or JsonArray)
            {
                foreach ((string Name, KeyMatch Match) below in Walk(value, childPath))
                {
                    yield return below;
                }
            }
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
