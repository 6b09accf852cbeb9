using Vigil.Core.Alerts;

namespace Vigil.Alerting.Notifiers;

/// <summary>A notification in words.</summary>
internal static class AlertWords
{
    /// <summary>One line: what, how many, how urgent.</summary>
    public static string Subject(AlertNotification notification)
    {
        Alert first = notification.Alerts[0];
        int firing = notification.Alerts.Count(alert => alert.State == AlertState.Firing);
        string state = firing == 0 ? "resolved" : notification.Alerts.Where(alert => alert.State == AlertState.Firing).Max(alert => alert.Severity).ToString().ToLowerInvariant();
        return $"[{state}] {Summary(first)}{(notification.Alerts.Count > 1 ? $" and {notification.Alerts.Count - 1} more" : "")}";
    }

    /// <summary>All of it.</summary>
    public static string Body(AlertNotification notification, Uri? externalUrl)
    {
        var lines = new List<string>();
        foreach (Alert alert in notification.Alerts)
        {
            lines.Add($"{(alert.State == AlertState.Firing ? alert.Severity.ToString().ToUpperInvariant() : "RESOLVED")}  {Summary(alert)}");
            if (alert.State == AlertState.Firing && alert.Annotations.GetValueOrDefault("description") is { Length: > 0 } description)
            {
                lines.Add(description);
            }

            lines.Add($"since {Iso(alert.StartsAt ?? alert.ActiveAt)}{(alert.EndsAt is { } end ? $" until {Iso(end)}" : "")}");
            lines.Add(string.Join("  ", alert.Labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")));
            lines.Add("");
        }

        if (externalUrl is not null)
        {
            lines.Add(new Uri(externalUrl, "/alerts").ToString());
        }

        return string.Join('\n', lines).TrimEnd() + "\n";
    }

    public static string Summary(Alert alert) => alert.Annotations.GetValueOrDefault("summary") is { Length: > 0 } summary ? summary : alert.Rule;

    /// <summary>An instant as RFC 3339 has it, in UTC.</summary>
    public static string Iso(double unixSeconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)(unixSeconds * 1000)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'");
}
