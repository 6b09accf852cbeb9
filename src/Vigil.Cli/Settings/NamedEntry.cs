using System.Globalization;
using System.Text.Json.Nodes;

namespace Vigil.Cli.Settings;

/// <summary>One entry of a section whose entries have names that people give; what cannot be is noted by its key.</summary>
/// <param name="members">What it holds.</param>
/// <param name="key">Where it stands.</param>
/// <param name="faults">Takes what cannot be.</param>
internal sealed class NamedEntry(JsonObject members, string key, List<string> faults)
{
    private readonly int _before = faults.Count;

    /// <summary>Whether nothing was wrong so far.</summary>
    public bool IsSound => faults.Count == _before;

    /// <summary>The entries of a section; one that holds no members is noted.</summary>
    public static IEnumerable<(string Name, NamedEntry Entry)> Of(JsonObject section, string path, string name, string[] known, List<string> faults)
    {
        foreach ((string entry, JsonNode? node) in section)
        {
            string key = $"{path}: {name}.{entry}";
            if (node is not JsonObject members)
            {
                faults.Add($"{key}: must hold some of {string.Join(", ", known)}.");
                continue;
            }

            string[] strange = [.. members.Select(member => member.Key).Where(member => !known.Contains(member))];
            faults.AddRange(strange.Select(member => $"{key}.{member}: there is no such setting; known are {string.Join(", ", known)}."));
            if (strange.Length == 0)
            {
                yield return (entry, new NamedEntry(members, key, faults));
            }
        }
    }

    public bool Has(string member) => members[member] is not null;

    public void Fault(string? member, string text) => faults.Add($"{key}{(member is null ? "" : "." + member)}: {text}");

    public string? Text(string member) => members[member] switch
    {
        null => null,
        JsonValue value => value.ToString(),
        _ => Refuse<string>(member, "a single value"),
    };

    public double? Number(string member, double least, double most)
    {
        if (members[member] is not { } node)
        {
            return null;
        }

        return double.TryParse(node.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= least && value <= most
            ? value
            : RefuseNumber(member, string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"), node);
    }

    public TimeSpan? Seconds(string member, double least, double most) => Number(member, least, most) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    public int? Integer(string member, int least, int most) => Number(member, least, most) is not { } value ? null
        : value == Math.Truncate(value) ? (int)value : (int?)RefuseNumber(member, "a whole number", members[member]!);

    /// <summary>An address of one of some schemes.</summary>
    public Uri? Address(string member, params string[] schemes) => Text(member) is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && schemes.Contains(address.Scheme) && address.Host.Length > 0 ? address
        : Refuse<Uri>(member, $"an address such as {schemes[0]}://host:8000/path");

    /// <summary>Texts, given as one or as a list; empty when there are none.</summary>
    public IReadOnlyList<string> Texts(string member) => members[member] switch
    {
        null => [],
        JsonArray list when list.All(item => item is JsonValue) => [.. list.Select(item => item!.ToString())],
        JsonValue value => [value.ToString()],
        _ => Refuse<string[]>(member, "a list of texts") ?? [],
    };

    /// <summary>Texts by name; empty when there are none.</summary>
    public IReadOnlyDictionary<string, string> Map(string member) => members[member] switch
    {
        null => new Dictionary<string, string>(),
        JsonObject map when map.All(item => item.Value is JsonValue) => map.ToDictionary(item => item.Key, item => item.Value!.ToString()),
        _ => Refuse<Dictionary<string, string>>(member, "texts by name") ?? [],
    };

    private T? Refuse<T>(string member, string wanted)
        where T : class
    {
        Fault(member, $"must be {wanted}, not '{members[member]}'.");
        return null;
    }

    private double? RefuseNumber(string member, string wanted, JsonNode node)
    {
        Fault(member, $"must be {wanted}, not '{node}'.");
        return null;
    }
}
