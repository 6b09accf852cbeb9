using Vigil.Analysis.Rules;

namespace Vigil.Cli.Settings;

/// <summary>The thresholds of all rules as settings.</summary>
internal static class RuleSettings
{
    /// <summary>What their keys start with.</summary>
    public const string Prefix = "rules.";

    /// <summary>What their environment variables start with.</summary>
    public const string VariablePrefix = "VIGIL_RULES_";

    /// <summary>One per threshold, in the order of the rules.</summary>
    public static IReadOnlyList<SettingDefinition> All { get; } = [.. RuleCatalogue.Thresholds.Select(Of)];

    /// <summary>The thresholds in force.</summary>
    public static RuleOptions Options(VigilSettings settings) =>
        settings.RuleThresholds.Count == 0 ? RuleOptions.Default : new RuleOptions(settings.RuleThresholds);

    private static SettingDefinition Of(Threshold threshold) => SettingDefinition.Number(
        Prefix + threshold.Key,
        threshold.Minimum,
        threshold.Maximum,
        threshold.Default,
        threshold.Description,
        (settings, value) => With(settings, threshold, value));

    // A value that changes nothing leaves the settings what they are.
    private static VigilSettings With(VigilSettings settings, Threshold threshold, double value)
    {
        if (settings.RuleThresholds.GetValueOrDefault(threshold.Key, threshold.Default) == value)
        {
            return settings;
        }

        var thresholds = new Dictionary<string, double>(settings.RuleThresholds) { [threshold.Key] = value };
        return settings with { RuleThresholds = thresholds };
    }
}
