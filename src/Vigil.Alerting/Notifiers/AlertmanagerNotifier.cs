using Vigil.Core.Alerts;

namespace Vigil.Alerting.Notifiers;

/// <summary>Hands alerts to an Alertmanager, which groups and routes them by its own settings.</summary>
/// <param name="http">Posts.</param>
/// <param name="url">Its address, without <c>/api/v2/alerts</c>.</param>
/// <param name="token">Bearer token; null for none.</param>
/// <param name="externalUrl">Where this server is reached; null for nowhere.</param>
/// <param name="holdSeconds">How long it is to hold an alert firing of which it hears nothing more: longer than the time between repetitions.</param>
internal sealed class AlertmanagerNotifier(HttpSending http, Secret url, Secret? token, Uri? externalUrl, double holdSeconds) : INotifier
{
    public string Kind => "alertmanager";

    public async Task<Delivery> SendAsync(AlertNotification notification, CancellationToken cancellationToken)
    {
        (string? address, string? fault) = url.Read();
        (string? bearer, string? tokenFault) = token?.Read() ?? (null, null);
        return (fault ?? tokenFault) is { } error
            ? Delivery.Later(error)
            : await http.PostAsync(
                address!.TrimEnd('/') + "/api/v2/alerts",
                AlertmanagerShapes.Post(notification, externalUrl, notification.CreatedAt + holdSeconds),
                notification.Key,
                bearer is null ? null : "Bearer " + bearer,
                null,
                cancellationToken);
    }
}
