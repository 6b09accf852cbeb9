using Vigil.Core.Alerts;

namespace Vigil.Alerting.Notifiers;

/// <summary>Calls a program with the webhook's JSON on its standard input and the state in variables. Exit code 0 means that it was told.</summary>
internal sealed class CommandNotifier(IReadOnlyList<string> command, Uri? externalUrl) : INotifier
{
    public string Kind => "command";

    public Task<Delivery> SendAsync(AlertNotification notification, CancellationToken cancellationToken) => ProgramCall.RunAsync(
        command[0],
        command.Skip(1),
        AlertmanagerShapes.Webhook(notification, externalUrl).ToJsonString(),
        new Dictionary<string, string>
        {
            ["VIGIL_ALERT_STATUS"] = notification.IsFiring ? "firing" : "resolved",
            ["VIGIL_ALERT_SUMMARY"] = AlertWords.Subject(notification),
            ["VIGIL_ALERT_KEY"] = notification.Key,
        },
        cancellationToken);
}
