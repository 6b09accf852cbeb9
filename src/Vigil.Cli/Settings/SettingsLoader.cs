using System.Text.Json.Nodes;
using Vigil.Alerting.Settings;
using Vigil.Collection.Snapshot;
using Vigil.Configuration.Parsing;

namespace Vigil.Cli.Settings;

/// <summary>
/// Lays settings over each other: defaults, then the user's <c>vigil.yaml</c>, then the folder's, then environment
/// variables, then options. Every unknown key and every impossible value is found before anything starts.
/// </summary>
internal sealed class SettingsLoader
{
    private const string Alerting = "alerting";
    private const string Alerts = "alerts";

    /// <summary>Variables with Vigil's prefix that are no settings: set by Vigil itself for the program, or for tests.</summary>
    private static readonly HashSet<string> s_otherVariables =
        ["VIGIL_RUN_ID", "VIGIL_PIPE", "VIGIL_CONFIG", "VIGIL_NVML_LIBRARY", "VIGIL_MONITORING_INTERVAL", "VIGIL_MONITORING_HISTORY", "VIGIL_UPDATE_GOLDEN"];

    /// <summary>Sections that are read as a whole, of the last file that has them.</summary>
    private readonly Dictionary<string, JsonNode?> _sections = [];
    private readonly List<string> _faults = [];
    private VigilSettings _settings = new();

    /// <summary>Loads everything.</summary>
    /// <param name="files">Configuration files in order, each either named by the user (must exist) or looked for.</param>
    /// <param name="environment">Environment variables.</param>
    /// <param name="options">Settings given as options, by key.</param>
    /// <returns>The settings; and every fault, each naming its key and where it stands. Faults mean: do not start.</returns>
    public static (VigilSettings Settings, IReadOnlyList<string> Faults) Load(
        IReadOnlyList<(string Path, bool Required)> files,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<(string Key, string Option, string Value)> options)
    {
        var loader = new SettingsLoader();
        foreach ((string path, bool required) in files)
        {
            loader.ApplyFile(path, required);
        }

        loader.ApplyEnvironment(environment);
        foreach ((string key, string option, string value) in options)
        {
            loader.Apply(SettingCatalogue.Find(key)!, value, option);
        }

        loader.ReadAlerts();
        loader.CheckTogether();
        return (loader._settings, loader._faults);
    }

    /// <summary>The files that are looked for when none is named.</summary>
    public static IReadOnlyList<(string Path, bool Required)> Files(IReadOnlyDictionary<string, string> environment, string? named)
    {
        if (named is not null || environment.TryGetValue("VIGIL_CONFIG", out named))
        {
            return [(named, true)];
        }

        string? home = environment.GetValueOrDefault("XDG_CONFIG_HOME");
        if (string.IsNullOrEmpty(home) && environment.GetValueOrDefault("HOME") is { Length: > 0 } user)
        {
            home = Path.Combine(user, ".config");
        }

        var files = new List<(string, bool)>();
        if (!string.IsNullOrEmpty(home))
        {
            files.Add((Path.Combine(home, "vigil", "vigil.yaml"), false));
        }

        files.Add(("vigil.yaml", false));
        return files;
    }

    private void ApplyFile(string path, bool required)
    {
        string text;
        try
        {
            if (!required && !File.Exists(path))
            {
                return;
            }

            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _faults.Add($"{path}: cannot be read: {exception.Message}");
            return;
        }

        (JsonNode? root, string? error) = ConfigurationParser.Parse(text, isJson: false);
        if (error is not null)
        {
            _faults.Add($"{path}: is not valid YAML: {error}");
        }
        else if (root is JsonObject mapping)
        {
            ApplyMapping(mapping, "", path);
        }
        else if (root is not null)
        {
            _faults.Add($"{path}: must hold settings as `key: value`.");
        }
    }

    private void ApplyMapping(JsonObject mapping, string prefix, string path)
    {
        foreach ((string name, JsonNode? value) in mapping)
        {
            string key = prefix + name;
            if (key == ObjectiveSettings.Section && value is JsonObject objectives)
            {
                _settings = _settings with { Objectives = ObjectiveSettings.Read(objectives, path, _faults) };
            }
            else if (key is Alerting or Alerts)
            {
                _sections[key] = value;
            }
            else if (value is JsonObject child)
            {
                if (!SettingCatalogue.HasSection(key))
                {
                    _faults.Add($"{path}: {key}: there is no such section.{Suggest(key)}");
                    continue;
                }

                ApplyMapping(child, key + ".", path);
            }
            else if (SettingCatalogue.Find(key) is not { } setting)
            {
                _faults.Add($"{path}: {key}: there is no such setting.{Suggest(key)}");
            }
            else if (value is JsonValue scalar)
            {
                Apply(setting, scalar.ToString(), path);
            }
            else
            {
                _faults.Add($"{path}: {key}: must be a single value.");
            }
        }
    }

    private void ApplyEnvironment(IReadOnlyDictionary<string, string> environment)
    {
        foreach (SettingDefinition setting in SettingCatalogue.SetBy(environment.Keys))
        {
            foreach (string variable in setting.Aliases.Append(setting.Variable))
            {
                if (environment.TryGetValue(variable, out string? value))
                {
                    Apply(setting, value, variable);
                }
            }
        }

        foreach (string variable in environment.Keys.Where(name => name.StartsWith("VIGIL_", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            if (!s_otherVariables.Contains(variable) && SettingCatalogue.FindVariable(variable) is null)
            {
                _faults.Add($"{variable}: there is no such setting.{Suggest(variable["VIGIL_".Length..].ToLowerInvariant())}");
            }
        }
    }

    private void Apply(SettingDefinition setting, string value, string origin)
    {
        (VigilSettings? settings, string? fault) = setting.Apply(_settings, value);
        if (settings is null)
        {
            _faults.Add($"{origin}: {setting.Key}: {fault}, not '{value}'.");
        }
        else
        {
            _settings = settings;
        }
    }

    // Only where something is said of them: recording a program loads nothing of alerts.
    private void ReadAlerts()
    {
        if (_sections.Count > 0)
        {
            (AlertOptions alerts, IReadOnlyList<string> faults) = AlertOptionsReader.Read(_sections.GetValueOrDefault(Alerting), _sections.GetValueOrDefault(Alerts), TimeProvider.System);
            _settings = _settings with { Alerts = alerts };
            _faults.AddRange(faults);
        }
    }

    private void CheckTogether()
    {
        if (_settings.Recorder.MemoryWarningThreshold > _settings.Recorder.MemoryCriticalThreshold)
        {
            _faults.Add("monitoring.memory_warning_threshold: must not be above monitoring.memory_critical_threshold.");
        }
    }

    /// <summary>The nearest key, where one is near enough to be meant.</summary>
    private static string Suggest(string key)
    {
        string Flat(string text) => text.Replace('.', '_');
        (string? best, int distance) = SettingCatalogue.All
            .Select(setting => ((string?)setting.Key, Distance(Flat(setting.Key), Flat(key))))
            .MinBy(candidate => candidate.Item2);
        return distance <= Math.Max(2, key.Length / 4) ? $" Did you mean {best}?" : "";
    }

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
