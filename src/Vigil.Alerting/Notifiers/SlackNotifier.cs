using System.Text.Json.Nodes;
using Vigil.Core.Alerts;

namespace Vigil.Alerting.Notifiers;

/// <summary>Posts to an incoming webhook of Slack's, or of whatever takes the same.</summary>
internal sealed class SlackNotifier(HttpSending http, Secret url, Uri? externalUrl) : INotifier
{
    /// <summary>Slack takes 50 blocks; a header and a link are two.</summary>
    private const int MostAlerts = 40;
    private const int LongestText = 2900;
    private const int LongestHeader = 150;

    public string Kind => "slack";

    public async Task<Delivery> SendAsync(AlertNotification notification, CancellationToken cancellationToken)
    {
        (string? address, string? fault) = url.Read();
        return fault is not null
            ? Delivery.Later(fault)
            : await http.PostAsync(address!, Message(notification), notification.Key, null, text => text == "ok", cancellationToken);
    }

    private JsonObject Message(AlertNotification notification)
    {
        string subject = AlertWords.Subject(notification);
        var blocks = new JsonArray(new JsonObject
        {
            ["type"] = "header",
            ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = Cut(subject, LongestHeader) },
        });
        foreach (Alert alert in notification.Alerts.Take(MostAlerts))
        {
            string sign = alert.State == AlertState.Resolved ? ":white_check_mark:" : alert.Severity == AlertSeverity.Critical ? ":red_circle:" : alert.Severity == AlertSeverity.Warning ? ":large_orange_circle:" : ":large_blue_circle:";
            string description = alert.State == AlertState.Firing && alert.Annotations.GetValueOrDefault("description") is { Length: > 0 } text ? "\n" + Escape(text) : "";
            blocks.Add((JsonNode)new JsonObject
            {
                ["type"] = "section",
                ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = Cut($"{sign} *{Escape(AlertWords.Summary(alert))}*{description}", LongestText) },
            });
        }

        if (externalUrl is not null)
        {
            blocks.Add((JsonNode)new JsonObject
            {
                ["type"] = "context",
                ["elements"] = new JsonArray(new JsonObject { ["type"] = "mrkdwn", ["text"] = $"<{new Uri(externalUrl, "/alerts")}|Alerts in Vigil>" }),
            });
        }

        return new JsonObject { ["text"] = Escape(subject), ["blocks"] = blocks };
    }

    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
