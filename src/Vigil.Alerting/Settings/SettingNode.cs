using System.Globalization;
using System.Text.Json.Nodes;

namespace Vigil.Alerting.Settings;

/// <summary>
/// A mapping of settings as it is read: every member that is asked for is known, whatever is left over is a fault, and so is
/// each value that cannot be. All faults are gathered.
/// </summary>
/// <param name="node">The mapping.</param>
/// <param name="path">Where it stands: <c>alerts[2]</c>.</param>
/// <param name="faults">Faults so far.</param>
internal sealed class SettingNode(JsonObject node, string path, List<string> faults)
{
    private readonly HashSet<string> _known = [];

    public string Path => path;

    /// <summary>Whether there is a member.</summary>
    public bool Has(string name)
    {
        _known.Add(name);
        return node[name] is not null;
    }

    /// <summary>Adds a fault about a member; about the mapping itself when it is empty.</summary>
    public void Fault(string name, string text) => faults.Add($"{(name.Length == 0 ? path : path + "." + name)}: {text}.");

    /// <summary>A text; null when there is none.</summary>
    public string? Text(string name)
    {
        if (!Has(name))
        {
            return null;
        }

        if (node[name] is JsonValue value && value.ToString() is { Length: > 0 } text)
        {
            return text;
        }

        Fault(name, "must be a text");
        return null;
    }

    /// <summary>A text that must be there; empty when it is not.</summary>
    public string Required(string name)
    {
        if (!Has(name))
        {
            Fault(name, "is missing");
        }

        return Text(name) ?? "";
    }

    /// <summary>A list of texts, or one text in place of a list of one.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        if (!Has(name))
        {
            return [];
        }

        if (node[name] is JsonArray list && list.All(item => item is JsonValue))
        {
            return [.. list.Select(item => item!.ToString())];
        }

        return Text(name) is { } one ? [one] : [];
    }

    public bool Switch(string name, bool fallback)
    {
        switch (Text(name)?.ToLowerInvariant())
        {
            case null: return fallback;
            case "true" or "yes" or "on": return true;
            case "false" or "no" or "off": return false;
            default:
                Fault(name, "must be true or false");
                return fallback;
        }
    }

    /// <summary>A length of time in seconds: <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>7d</c>, or a number of seconds.</summary>
    public double? Duration(string name, double least = 0, double most = 366 * 86_400.0)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        double scale = text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
        if (double.TryParse(scale == 0 ? text : text[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && number * (scale == 0 ? 1 : scale) is var seconds && seconds >= least && seconds <= most)
        {
            return seconds;
        }

        Fault(name, $"must be a time from {least:0} s to {most:0} s, such as 30s, 5m, 2h or 7d, not '{text}'");
        return null;
    }

    /// <summary>A quantity: a number, with <c>%</c>, <c>KiB</c>, <c>MiB</c>, <c>GiB</c> or <c>TiB</c> where that is meant.</summary>
    public double? Quantity(string name)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        (string ending, double scale) = new (string Ending, double Scale)[] { ("%", 0.01), ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40) }
            .FirstOrDefault(unit => text.EndsWith(unit.Ending, StringComparison.Ordinal), ("", 1));
        if (double.TryParse(text[..^ending.Length].Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
        {
            return number * scale;
        }

        Fault(name, $"must be a number, or one with %, KiB, MiB, GiB or TiB, not '{text}'");
        return null;
    }

    /// <summary>One of some words.</summary>
    public T? Word<T>(string name)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        T? value = Core.Runs.EnumNames.Parse<T>(text);
        if (value is null)
        {
            Fault(name, $"must be one of {string.Join(", ", Enum.GetValues<T>().Select(Core.Runs.EnumNames.ToSnakeCase))}, not '{text}'");
        }

        return value;
    }

    /// <summary>A mapping of texts or lists of texts.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Map(string name) => Child(name) is not { } child ? new Dictionary<string, IReadOnlyList<string>>()
        : ((JsonObject)node[name]!).ToDictionary(member => member.Key, member => child.Texts(member.Key));

    /// <summary>A mapping below this one; null when there is none.</summary>
    public SettingNode? Child(string name)
    {
        if (!Has(name))
        {
            return null;
        }

        if (node[name] is JsonObject child)
        {
            return new SettingNode(child, $"{path}.{name}", faults);
        }

        Fault(name, "must be a mapping");
        return null;
    }

    /// <summary>A list of mappings below this one.</summary>
    public IEnumerable<SettingNode> Children(string name) => Has(name) ? List(node[name], $"{path}.{name}", faults) : [];

    /// <summary>The mappings of a list.</summary>
    public static IEnumerable<SettingNode> List(JsonNode? list, string path, List<string> faults)
    {
        if (list is not JsonArray items)
        {
            faults.Add($"{path}: must be a list.");
            yield break;
        }

        for (int i = 0; i < items.Count; i++)
        {
            if (items[i] is JsonObject item)
            {
                yield return new SettingNode(item, $"{path}[{i}]", faults);
            }
            else
            {
                faults.Add($"{path}[{i}]: must be a mapping.");
            }
        }
    }

    /// <summary>Says what was never asked for.</summary>
    public void RefuseOthers()
    {
        foreach ((string name, _) in node)
        {
            if (!_known.Contains(name))
            {
                Fault(name, $"there is no such setting; there are {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
            }
        }
    }
}
