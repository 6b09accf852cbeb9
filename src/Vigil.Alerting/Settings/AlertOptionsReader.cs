using System.Text.Json.Nodes;
using Vigil.Alerting.Notifiers;
using Vigil.Alerting.Rules;

namespace Vigil.Alerting.Settings;

/// <summary>Reads the sections <c>alerting</c> and <c>alerts</c> of <c>vigil.yaml</c>.</summary>
public static class AlertOptionsReader
{
    private const int MostRules = 500;
    private static readonly HttpClient s_client = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) });

    /// <summary>Reads both.</summary>
    /// <param name="alerting">The section <c>alerting</c>; null for none.</param>
    /// <param name="alerts">The list <c>alerts</c>; null for none.</param>
    /// <param name="time">The clock.</param>
    /// <returns>What they say, and every fault, each beginning with its key.</returns>
    public static (AlertOptions Options, IReadOnlyList<string> Faults) Read(JsonNode? alerting, JsonNode? alerts, TimeProvider time)
    {
        var faults = new List<string>();
        var options = new AlertOptions();
        IReadOnlyList<string> disabled = [];
        switch (alerting)
        {
            case null:
                break;
            case JsonObject section:
                (options, disabled) = ReadSection(new SettingNode(section, "alerting", faults), time, faults);
                break;
            default:
                faults.Add("alerting: must be a mapping.");
                break;
        }

        List<AlertRule> own = [];
        if (alerts is not null)
        {
            own = [.. SettingNode.List(alerts, "alerts", faults).Select(node => RuleReader.Read(node, faults)).OfType<AlertRule>()];
        }

        foreach (string twice in own.GroupBy(rule => rule.Name).Where(same => same.Count() > 1).Select(same => same.Key))
        {
            faults.Add($"alerts: there are several rules called '{twice}'.");
        }

        if (own.Count > MostRules)
        {
            faults.Add($"alerts: there may be {MostRules} rules, not {own.Count}.");
        }

        // A rule of the user's takes the place of the one that came with Vigil under its name.
        AlertRule[] rules = [.. BuiltInAlerts.All.Where(rule => !disabled.Contains(rule.Name) && !own.Exists(mine => mine.Name == rule.Name)), .. own];
        foreach (AlertRule rule in own)
        {
            foreach (string unknown in rule.Inhibits.Where(name => !Array.Exists(rules, other => other.Name == name)))
            {
                faults.Add($"alerts: {rule.Name}: inhibits '{unknown}', which is no rule.");
            }
        }

        return (options with { Rules = rules }, faults);
    }

    private static (AlertOptions Options, IReadOnlyList<string> Disabled) ReadSection(SettingNode node, TimeProvider time, List<string> faults)
    {
        var standard = new AlertOptions();
        Uri? external = null;
        if (node.Text("external_url") is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out external) || external.Scheme is not ("http" or "https")))
        {
            node.Fault("external_url", $"must be an http or https URL, not '{url}'");
            external = null;
        }

        double repeat = node.Duration("repeat_interval", least: 60) ?? standard.RepeatIntervalSeconds;
        var reader = new ReceiverReader(new HttpSending(s_client, time), external, repeat);
        Receiver[] receivers = [.. node.Children("receivers").Select(child => reader.Read(child, faults)).OfType<Receiver>()];
        foreach (string twice in receivers.GroupBy(receiver => receiver.Name).Where(same => same.Count() > 1).Select(same => same.Key))
        {
            node.Fault("receivers", $"there are several called '{twice}': give each a name");
        }

        IReadOnlyList<string> disabled = node.Texts("disable");
        foreach (string unknown in disabled.Where(name => !BuiltInAlerts.All.Any(rule => rule.Name == name)))
        {
            node.Fault("disable", $"'{unknown}' is none of the rules that come with Vigil: 'vigil alerts list' names them");
        }

        IReadOnlyList<string> groupBy = node.Texts("group_by");
        var options = new AlertOptions
        {
            Enabled = node.Switch("enabled", true),
            IntervalSeconds = node.Duration("interval", least: 1, most: 3600) ?? standard.IntervalSeconds,
            GroupBy = groupBy.Count == 0 ? standard.GroupBy : groupBy,
            GroupWaitSeconds = node.Duration("group_wait") ?? standard.GroupWaitSeconds,
            GroupIntervalSeconds = node.Duration("group_interval", least: 1) ?? standard.GroupIntervalSeconds,
            RepeatIntervalSeconds = repeat,
            KeepDays = (node.Duration("keep", least: 86_400, most: 3660 * 86_400.0) / 86_400) ?? standard.KeepDays,
            ExternalUrl = external,
            Receivers = receivers,
        };
        node.RefuseOthers();
        return (options, disabled);
    }
}
