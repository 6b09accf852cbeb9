using System.Text.Json.Nodes;
using Vigil.Configuration.Dialects;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Comparison;

/// <summary>Finds the settings that differ between two runs: those that are understood, then whatever else was given differently.</summary>
internal static class SettingComparer
{
    public static IReadOnlyList<SettingDifference> Compare(RunRecord first, RunSettings firstSettings, RunRecord second, RunSettings secondSettings)
    {
        var differences = new List<SettingDifference>();
        foreach (TrainingSetting setting in Enum.GetValues<TrainingSetting>())
        {
            SettingOccurrence? one = firstSettings.Find(setting);
            SettingOccurrence? other = secondSettings.Find(setting);

            // A default against nothing known tells of two frameworks, not of two choices.
            if (!Same(one?.Value, other?.Value) && (one is { IsWritten: true } || other is { IsWritten: true }))
            {
                SettingPlace place = (other is { IsWritten: true } ? other : one is { IsWritten: true } ? one : other ?? one)!.Place;
                differences.Add(new SettingDifference
                {
                    Source = place.File is not null ? SettingSource.Configuration : IsVariable(place.Path) ? SettingSource.Environment : SettingSource.Command,
                    Path = place.Path,
                    Setting = setting,
                    First = one?.Value?.DeepClone(),
                    Second = other?.Value?.DeepClone(),
                });
            }
        }

        HashSet<string> told = [.. differences.Select(difference => difference.Path)];
        Add(differences, told, SettingSource.Command, Words(first.Start.Command), Words(second.Start.Command));
        Add(differences, told, SettingSource.Configuration, Files(first.Start.Snapshot), Files(second.Start.Snapshot));
        Add(differences, told, SettingSource.Environment, Flat(first.Start.Snapshot?["environment"]), Flat(second.Start.Snapshot?["environment"]));
        return differences;
    }

    /// <summary>Numbers are equal by value: 8, 8.0 and "8" are.</summary>
    public static bool Same(JsonNode? one, JsonNode? other) => Plain(one) == Plain(other);

    private static string? Plain(JsonNode? node)
    {
        string? text = node is JsonValue value && value.TryGetValue(out string? written) ? written : node?.ToJsonString();
        return text is not null && double.TryParse(text, out double number) ? number.ToString("R") : text;
    }

    private static bool IsVariable(string path) => path.Length > 0 && path.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) || letter == '_');

    private static void Add(
        List<SettingDifference> differences, HashSet<string> told, SettingSource source, Dictionary<string, JsonNode?> first, Dictionary<string, JsonNode?> second)
    {
        foreach (string path in first.Keys.Concat(second.Keys.Where(key => !first.ContainsKey(key))))
        {
            JsonNode? one = first.GetValueOrDefault(path);
            JsonNode? other = second.GetValueOrDefault(path);
            if (!told.Contains(path) && (!Same(one, other) || first.ContainsKey(path) != second.ContainsKey(path)))
            {
                differences.Add(new SettingDifference { Source = source, Path = path, First = one?.DeepClone(), Second = other?.DeepClone() });
            }
        }
    }

    /// <summary>Options by their spelling, with the word that follows as value; other words by their place among their like.</summary>
    private static Dictionary<string, JsonNode?> Words(IReadOnlyList<string> command)
    {
        var words = new Dictionary<string, JsonNode?>();
        int arguments = 0;
        for (int i = 0; i < command.Count; i++)
        {
            string word = command[i];
            int equals = word.IndexOf('=');
            if (equals > 0)
            {
                words[word[..equals]] = word[(equals + 1)..];
            }
            else if (word.Length > 1 && word[0] == '-' && !char.IsAsciiDigit(word[1]))
            {
                bool hasValue = i + 1 < command.Count && !(command[i + 1].Length > 1 && command[i + 1][0] == '-' && !char.IsAsciiDigit(command[i + 1][1]));
                words[word] = hasValue ? command[++i] : true;
            }
            else
            {
                words[$"argument {arguments++}"] = word;
            }
        }

        return words;
    }

    /// <summary>The leaves of all configuration files; with more than one file the path starts with the file's name.</summary>
    private static Dictionary<string, JsonNode?> Files(JsonObject? snapshot)
    {
        var leaves = new Dictionary<string, JsonNode?>();
        JsonObject[] files = snapshot?["configuration"] is JsonArray array ? [.. array.OfType<JsonObject>()] : [];
        foreach (JsonObject file in files)
        {
            string name = file["path"] is JsonValue path && path.TryGetValue(out string? text) ? Path.GetFileName(text) : "";
            Flatten(file["parsed"], files.Length > 1 ? name + ": " : "", leaves);
        }

        return leaves;
    }

    private static Dictionary<string, JsonNode?> Flat(JsonNode? node)
    {
        var leaves = new Dictionary<string, JsonNode?>();
        Flatten(node, "", leaves);
        return leaves;
    }

    private static void Flatten(JsonNode? node, string path, Dictionary<string, JsonNode?> leaves)
    {
        switch (node)
        {
            case JsonObject mapping:
                foreach ((string key, JsonNode? value) in mapping)
                {
                    Flatten(value, path.Length == 0 || path.EndsWith(": ", StringComparison.Ordinal) ? path + key : $"{path}.{key}", leaves);
                }

                break;
            case JsonArray array:
                for (int i = 0; i < array.Count; i++)
                {
                    Flatten(array[i], $"{path}[{i}]", leaves);
                }

                break;
            default:
                if (path.Length > 0)
                {
                    leaves[path] = node;
                }

                break;
        }
    }
}
