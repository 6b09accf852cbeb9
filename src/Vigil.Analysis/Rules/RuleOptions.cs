namespace Vigil.Analysis.Rules;

/// <summary>The thresholds in force.</summary>
/// <param name="overrides">Values by <see cref="Threshold.Key"/> that differ from the defaults; already checked against their ranges.</param>
public sealed class RuleOptions(IReadOnlyDictionary<string, double> overrides)
{
    /// <summary>Every threshold at its default.</summary>
    public static RuleOptions Default { get; } = new(new Dictionary<string, double>());

    /// <summary>The value of a threshold.</summary>
    public double this[Threshold threshold] => overrides.GetValueOrDefault(threshold.Key, threshold.Default);
}
