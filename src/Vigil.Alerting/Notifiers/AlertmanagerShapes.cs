using System.Text.Json.Nodes;
using Vigil.Core.Alerts;

namespace Vigil.Alerting.Notifiers;

/// <summary>Alerts as Alertmanager writes them.</summary>
internal static class AlertmanagerShapes
{
    /// <summary>The instant that stands for "not over".</summary>
    private const string Never = "0001-01-01T00:00:00Z";

    /// <summary>The body of its webhook, version 4.</summary>
    public static JsonObject Webhook(AlertNotification notification, Uri? externalUrl) => new()
    {
        ["version"] = "4",
        ["groupKey"] = notification.GroupKey,
        ["truncatedAlerts"] = 0,
        ["status"] = notification.IsFiring ? "firing" : "resolved",
        ["receiver"] = notification.Receiver,
        ["groupLabels"] = Labels(notification.GroupLabels),
        ["commonLabels"] = Labels(Common(notification.Alerts.Select(alert => alert.Labels))),
        ["commonAnnotations"] = Labels(Common(notification.Alerts.Select(alert => alert.Annotations))),
        ["externalURL"] = externalUrl?.ToString() ?? "",
        ["alerts"] = new JsonArray([.. notification.Alerts.Select(alert => (JsonNode)new JsonObject
        {
            ["status"] = alert.State == AlertState.Firing ? "firing" : "resolved",
            ["labels"] = Labels(alert.Labels),
            ["annotations"] = Labels(alert.Annotations),
            ["startsAt"] = AlertWords.Iso(alert.StartsAt ?? alert.ActiveAt),
            ["endsAt"] = alert.EndsAt is { } end ? AlertWords.Iso(end) : Never,
            ["generatorURL"] = Generator(externalUrl),
            ["fingerprint"] = alert.Fingerprint,
        })]),
    };

    /// <summary>The body of <c>POST /api/v2/alerts</c>.</summary>
    /// <param name="notification">What is told.</param>
    /// <param name="externalUrl">Where this server is reached; null for nowhere.</param>
    /// <param name="holdsUntil">Until when a firing alert is to be held firing if nothing more is heard, seconds since the Unix epoch.</param>
    public static JsonArray Post(AlertNotification notification, Uri? externalUrl, double holdsUntil) => new([.. notification.Alerts.Select(alert => (JsonNode)new JsonObject
    {
        ["labels"] = Labels(alert.Labels),
        ["annotations"] = Labels(alert.Annotations),
        ["startsAt"] = AlertWords.Iso(alert.StartsAt ?? alert.ActiveAt),
        ["endsAt"] = AlertWords.Iso(alert.EndsAt ?? holdsUntil),
        ["generatorURL"] = Generator(externalUrl),
    })]);

    public static JsonObject Labels(IEnumerable<KeyValuePair<string, string>> labels) =>
        new(labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value)));

    private static string Generator(Uri? externalUrl) => externalUrl is null ? "" : new Uri(externalUrl, "/alerts").ToString();

    private static IEnumerable<KeyValuePair<string, string>> Common(IEnumerable<IReadOnlyDictionary<string, string>> all)
    {
        IReadOnlyDictionary<string, string>[] sets = [.. all];
        return sets[0].Where(label => Array.TrueForAll(sets, set => set.TryGetValue(label.Key, out string? value) && value == label.Value));
    }
}
