using System.Text.Json.Nodes;
using Vigil.Configuration.Arguments;
using Vigil.Configuration.Dialects.Tables;

namespace Vigil.Configuration.Dialects;

/// <summary>
/// Finds the settings of a run in what was recorded of its start. What is given on the command line holds before what stands
/// in a file, the last of equal options before the others, and anything written before a framework's default.
/// </summary>
public static class RunSettingsReader
{
    /// <summary>Tables whose names options may have: the file formats of launchers are none.</summary>
    private static readonly Dialect[] s_optionTables = [HuggingFaceTable.Dialect, LightningTable.Dialect, HydraTable.Dialect, PlainTable.Dialect];

    /// <summary>Reads them; what is not understood is left out.</summary>
    /// <param name="command">Program and arguments.</param>
    /// <param name="workingDirectory">Folder it was started in.</param>
    /// <param name="snapshot">The snapshot (docs/snapshot.md); null when there is none.</param>
    public static RunSettings Read(IReadOnlyList<string> command, string workingDirectory, JsonObject? snapshot)
    {
        CommandArguments arguments = CommandArguments.Parse(command);
        ConfigurationFile[] files = [.. Files(snapshot, workingDirectory)];
        Dialect? dialect = DialectCatalogue.All.FirstOrDefault(candidate => Speaks(candidate, arguments, files));

        var found = new List<SettingOccurrence>();
        found.AddRange(FromOptions(arguments));

        // Of several files that a framework reads, the later ones win.
        found.AddRange(files.Reverse().SelectMany(file => FromFile(file.Path, file.Root, file.Dialect.Keys)));
        found.AddRange(EnvironmentSettings.Read(arguments, snapshot));
        if (dialect is { OptionPrefix: { } prefix } && !files.Any(file => file.Dialect == dialect))
        {
            found.AddRange(dialect.Keys.Where(key => key.IsKnown).Select(key => Occurrence(key, new SettingPlace(null, prefix + key.Pattern), key.Default, isWritten: false)).OfType<SettingOccurrence>());
        }

        return new RunSettings(dialect?.Name, InForce(found));
    }

    private static bool Speaks(Dialect dialect, CommandArguments arguments, ConfigurationFile[] files) =>
        dialect.OwnsCommand(arguments) || (dialect != PlainTable.Dialect && files.Any(file => file.Dialect == dialect));

    private static IEnumerable<ConfigurationFile> Files(JsonObject? snapshot, string workingDirectory)
    {
        foreach (JsonObject file in (snapshot?["configuration"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (file["path"] is JsonValue path && path.TryGetValue(out string? name) && file["parsed"] is JsonObject root)
            {
                yield return new ConfigurationFile(Path.GetFullPath(name, workingDirectory), root, DialectCatalogue.All.First(dialect => dialect.OwnsFile(root)));
            }
        }
    }

    private static IEnumerable<SettingOccurrence> FromOptions(CommandArguments arguments)
    {
        foreach (CommandOption option in arguments.Options.Reverse().Where(option => !option.IsEnvironment))
        {
            SettingKey[] keys = [.. s_optionTables.SelectMany(table => table.Keys).Where(key => key.MatchesOption(option.Name))];
            SettingOccurrence? occurrence = keys
                .Select(key => Occurrence(key, new SettingPlace(null, option.Spelling), ValueOf(option, key), isWritten: true))
                .OfType<SettingOccurrence>().FirstOrDefault();
            if (occurrence is not null)
            {
                yield return occurrence;
            }
        }
    }

    /// <summary>A flag alone says yes, also when a positional argument follows it.</summary>
    private static JsonNode? ValueOf(CommandOption option, SettingKey key)
    {
        JsonNode? value = option.Value is null ? null : Parsing.PlainScalar.Parse(option.Value);
        bool isFlag = option.Spelling.StartsWith('-') && !option.IsAssignment && !option.IsGlued;
        return isFlag && (value is null || key.Form.Read(value) is null) && key.Form.Read(JsonValue.Create(true)) is not null && key.Form != ValueForm.Text
            ? JsonValue.Create(true)
            : value;
    }

    private static IEnumerable<SettingOccurrence> FromFile(string path, JsonObject root, IReadOnlyList<SettingKey> keys)
    {
        var finder = new KeyFinder(root);
        return keys.SelectMany(key => finder.Find(key.Pattern)
            .Where(match => match.IsWritten || key.IsKnown)
            .Select(match => Occurrence(key, new SettingPlace(path, match.Path), match.IsWritten ? match.Value : key.Default, match.IsWritten)))
            .OfType<SettingOccurrence>();
    }

    /// <summary>Null for a value that the setting cannot have: another meaning of the same name.</summary>
    private static SettingOccurrence? Occurrence(SettingKey key, SettingPlace place, JsonNode? written, bool isWritten)
    {
        JsonNode? value = key.Form.Read(written);
        return value is null && written is not null
            ? null
            : new SettingOccurrence(key.Setting, place, value, isWritten) { Written = written?.DeepClone(), Form = key.Form };
    }

    /// <summary>
    /// A place once; a default only where nothing else sets the same. Each item of a list (a data set, a process) has its own
    /// default, whatever is written for another.
    /// </summary>
    private static List<SettingOccurrence> InForce(List<SettingOccurrence> found)
    {
        var written = found.Where(occurrence => occurrence.IsWritten).ToLookup(occurrence => occurrence.Setting)
            .ToDictionary(group => group.Key, group => group.Select(ListOf).ToHashSet());
        List<SettingOccurrence> kept = [.. found
            .Where(occurrence => occurrence.IsWritten || !written.TryGetValue(occurrence.Setting, out HashSet<(string?, string)>? others) || (occurrence.Place.File is not null && others.SetEquals([ListOf(occurrence)])))
            .DistinctBy(occurrence => (occurrence.Setting, occurrence.Place))];

        // Of fp16 and bf16, each a switch of its own, the one that is on tells the precision.
        return [.. kept.Where(occurrence => !occurrence.Form.YieldsToOthers(occurrence)), .. kept.Where(occurrence => occurrence.Form.YieldsToOthers(occurrence))];
    }

    /// <summary>What the items of one list have in common: the file, and the path without positions.</summary>
    private static (string? File, string Path) ListOf(SettingOccurrence occurrence) =>
        (occurrence.Place.File, string.Concat(occurrence.Place.Path.Where(character => !char.IsAsciiDigit(character))));

    private sealed record ConfigurationFile(string Path, JsonObject Root, Dialect Dialect);
}
