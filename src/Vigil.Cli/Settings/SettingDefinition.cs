using System.Globalization;

namespace Vigil.Cli.Settings;

/// <summary>One setting: its key, what it means, and how a text becomes its value.</summary>
/// <param name="Key">Key in <c>vigil.yaml</c>, dots between levels: <c>monitoring.sample_interval_seconds</c>.</param>
/// <param name="Range">Legal values, for people.</param>
/// <param name="Default">Default, for people.</param>
/// <param name="Description">One sentence for people.</param>
/// <param name="Apply">Returns the settings with the value, or a fault: what the value should have been.</param>
/// <param name="Aliases">Further environment variables, the documents' own.</param>
internal sealed record SettingDefinition(
    string Key,
    string Range,
    string Default,
    string Description,
    Func<VigilSettings, string, (VigilSettings? Settings, string? Fault)> Apply,
    params IReadOnlyList<string> Aliases)
{
    /// <summary>The environment variable: <c>VIGIL_</c> and the key in capitals, dots as underscores.</summary>
    public string Variable => "VIGIL_" + Key.ToUpperInvariant().Replace('.', '_');

    public static SettingDefinition Number(string key, double minimum, double maximum, double fallback, string description, Func<VigilSettings, double, VigilSettings> set, params IReadOnlyList<string> aliases)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum}");
        return new SettingDefinition(key, range, fallback.ToString(CultureInfo.InvariantCulture), description, (settings, text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= minimum && value <= maximum
                ? (set(settings, value), null)
                : (null, $"must be a number from {range}"), aliases);
    }

    public static SettingDefinition Integer(string key, int minimum, int maximum, int fallback, string description, Func<VigilSettings, int, VigilSettings> set)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"{minimum} to {maximum}");
        return new SettingDefinition(key, range, fallback.ToString(CultureInfo.InvariantCulture), description, (settings, text) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum
                ? (set(settings, value), null)
                : (null, $"must be a whole number from {range}"));
    }

    public static SettingDefinition Switch(string key, bool fallback, string description, Func<VigilSettings, bool, VigilSettings> set) =>
        new(key, "true or false", fallback ? "true" : "false", description, (settings, text) => text.ToLowerInvariant() switch
        {
            "true" or "yes" or "on" or "1" => (set(settings, true), null),
            "false" or "no" or "off" or "0" => (set(settings, false), null),
            _ => (null, "must be true or false"),
        });

    public static SettingDefinition Text(string key, string fallback, string description, Func<VigilSettings, string, VigilSettings> set) =>
        new(key, "text", fallback, description, (settings, text) =>
            text.Length > 0 ? (set(settings, text), null) : (null, "must not be empty"));
}
