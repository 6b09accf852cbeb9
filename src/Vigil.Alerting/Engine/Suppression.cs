using Vigil.Alerting.Rules;
using Vigil.Core.Alerts;

namespace Vigil.Alerting.Engine;

/// <summary>Which alerts are not told, and because of what.</summary>
internal static class Suppression
{
    /// <summary>Labels that two alerts share when they are about the same thing.</summary>
    private static readonly string[] s_same = [AlertLabels.Host, AlertLabels.Run, AlertLabels.Subject];

    /// <summary>Ids of the silences that are about an alert now.</summary>
    public static IReadOnlyList<string> SilencedBy(Alert alert, IEnumerable<Silence> silences, double now) =>
        [.. silences.Where(silence => silence.IsActive(now) && silence.Matches(alert.Labels)).Select(silence => silence.Id)];

    /// <summary>Fingerprints of the firing alerts that make an alert needless to tell.</summary>
    public static IReadOnlyList<string> InhibitedBy(Alert alert, IEnumerable<Alert> alerts, IReadOnlyList<AlertRule> rules) =>
        [.. alerts.Where(other => other.State == AlertState.Firing
            && rules.Any(rule => rule.Name == other.Rule && rule.Inhibits.Contains(alert.Rule))
            && Array.TrueForAll(s_same, label => other.Labels.GetValueOrDefault(label) == alert.Labels.GetValueOrDefault(label)))
            .Select(other => other.Fingerprint)];
}
