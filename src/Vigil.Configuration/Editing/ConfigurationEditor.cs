using System.Text.Json.Nodes;
using Vigil.Configuration.Dialects;
using Vigil.Configuration.Parsing;

namespace Vigil.Configuration.Editing;

/// <summary>
/// Changes values in the text of a configuration file and nothing else: comments, order, quotes, indentation and line ends stay.
/// A change that would reach further (a value shared through an anchor) or that the file's form does not allow is refused.
/// </summary>
public static class ConfigurationEditor
{
    /// <summary>Makes changes, one after the other; the first that is refused refuses them all.</summary>
    /// <param name="fileName">Name of the file: its extension tells the format.</param>
    /// <param name="text">The text.</param>
    /// <param name="changes">What to write where; the file of a place is not looked at.</param>
    public static EditResult Edit(string fileName, string text, IEnumerable<SettingChange> changes)
    {
        string extension = Path.GetExtension(fileName).ToLowerInvariant();
        bool isJson = extension is ".json" or ".jsonc";
        if (!isJson && extension is not (".yaml" or ".yml"))
        {
            return EditResult.Refused($"'{Path.GetFileName(fileName)}' is neither YAML nor JSON: files of other kinds are not edited.");
        }

        // A mark in front of the text belongs to the file, not to what it says.
        string mark = text.StartsWith('\uFEFF') ? text[..1] : "";
        text = text[mark.Length..];
        foreach (SettingChange change in changes)
        {
            EditResult result = EditOne(text, isJson, change);
            if (result.Text is null)
            {
                return result;
            }

            text = result.Text;
        }

        return EditResult.Done(mark + text);
    }

    private static EditResult EditOne(string text, bool isJson, SettingChange change)
    {
        string path = change.Place.Path;
        if (ConfigurationPath.Parse(path) is not { } segments)
        {
            return EditResult.Refused($"'{path}' is not a way to a value.");
        }

        (JsonNode? before, string? fault) = ConfigurationParser.Parse(text, isJson);
        if (fault is not null || before is not JsonObject)
        {
            return EditResult.Refused($"The file cannot be read as {(isJson ? "JSON" : "YAML")}: {fault ?? "it holds no settings."}");
        }

        EditResult result = isJson ? JsonTextEditor.Edit(text, segments, path, change.Value) : YamlTextEditor.Edit(text, segments, path, change.Value);
        return result.Text is { } edited && !OnlyChanges(before, edited, isJson, segments, change.Value)
            ? EditResult.Refused($"'{path}' cannot be changed alone: its value is shared with others, or stands in a form that is not edited.")
            : result;
    }

    /// <summary>Whether the new text says the same as the old but for one value: what is written is looked at, not trusted.</summary>
    private static bool OnlyChanges(JsonNode before, string edited, bool isJson, IReadOnlyList<PathSegment> segments, JsonNode? wanted)
    {
        JsonNode? after = ConfigurationParser.Parse(edited, isJson).Root;
        JsonNode? oldParent = before;
        JsonNode? newParent = after;
        for (int i = 0; i < segments.Count - 1; i++)
        {
            PathSegment segment = segments[i];
            JsonNode? oldChild = Child(oldParent, segment);
            JsonNode? newChild = Child(newParent, segment);
            if (oldChild is null)
            {
                // The section itself is new: it holds this value and no other.
                return Wrap(segments.Skip(i + 1), wanted) is { } section
                    && SameMeaning(newChild, section) && Restore(newParent, oldParent, segment) && JsonNode.DeepEquals(before, after);
            }

            (oldParent, newParent) = (oldChild, newChild);
        }

        return SameMeaning(Child(newParent, segments[^1]), wanted) && Restore(newParent, oldParent, segments[^1]) && JsonNode.DeepEquals(before, after);
    }

    private static JsonNode? Child(JsonNode? node, PathSegment segment) => node switch
    {
        JsonObject members when segment.Key is not null => members[segment.Key],
        JsonArray items when segment.Key is null && segment.Index < items.Count => items[segment.Index],
        _ => null,
    };

    private static JsonNode? Wrap(IEnumerable<PathSegment> segments, JsonNode? value)
    {
        JsonNode? node = value?.DeepClone();
        foreach (PathSegment segment in segments.Reverse())
        {
            node = new JsonObject { [segment.Key ?? ""] = node };
        }

        return node;
    }

    /// <summary>Puts back what was there before, so that all the rest can be compared.</summary>
    private static bool Restore(JsonNode? changed, JsonNode? original, PathSegment segment)
    {
        switch (changed, original)
        {
            case (JsonObject members, JsonObject old) when segment.Key is not null:
                if (!old.ContainsKey(segment.Key))
                {
                    return members.Remove(segment.Key);
                }

                members[segment.Key] = old[segment.Key]?.DeepClone();
                return true;
            case (JsonArray items, JsonArray old) when segment.Key is null && segment.Index < items.Count && segment.Index < old.Count:
                items[segment.Index] = old[segment.Index]?.DeepClone();
                return true;
            default:
                return false;
        }
    }

    /// <summary>Equal, or the same in quotes: a number that stood in quotes keeps them.</summary>
    private static bool SameMeaning(JsonNode? one, JsonNode? other) => (one, other) switch
    {
        (JsonArray first, JsonArray second) => first.Count == second.Count && first.Zip(second).All(pair => SameMeaning(pair.First, pair.Second)),
        (JsonObject first, JsonObject second) => first.Count == second.Count && first.All(pair => second.TryGetPropertyValue(pair.Key, out JsonNode? match) && SameMeaning(pair.Value, match)),
        (null, null) => true,
        (JsonValue first, JsonValue second) => ScalarText.Plain(first) == ScalarText.Plain(second),
        _ => false,
    };
}
