using Vigil.Core.Alerts;

namespace Vigil.Alerting.Tests.Support;

/// <summary>A notification to send.</summary>
internal static class Told
{
    public static AlertNotification Of(AlertState state = AlertState.Firing, string summary = "GPU 0 on box: 90 °C <hot> & dry", double? startsAt = null)
    {
        var labels = new Dictionary<string, string> { ["alertname"] = "hot", ["severity"] = "critical", ["host"] = "box", ["subject"] = "GPU 0" };
        double start = startsAt ?? TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 60;
        return new AlertNotification
        {
            Id = 1,
            Key = "people|{}|1",
            Receiver = "people",
            GroupKey = """{"alertname":"hot"}""",
            GroupLabels = new Dictionary<string, string> { ["alertname"] = "hot" },
            Alerts =
            [
                new Alert
                {
                    Fingerprint = AlertLabels.Fingerprint(labels),
                    Rule = "hot",
                    Severity = AlertSeverity.Critical,
                    State = state,
                    Labels = labels,
                    Annotations = new Dictionary<string, string> { ["summary"] = summary, ["description"] = "Look at the fans." },
                    Value = 90,
                    ActiveAt = start,
                    StartsAt = start,
                    EndsAt = state == AlertState.Resolved ? start + 30 : null,
                    LastTrueAt = start,
                },
            ],
            CreatedAt = start,
            DueAt = start,
            Attempts = 1,
        };
    }
}
