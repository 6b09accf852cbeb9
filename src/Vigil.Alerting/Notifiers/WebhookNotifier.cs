using Vigil.Core.Alerts;

namespace Vigil.Alerting.Notifiers;

/// <summary>Posts what Alertmanager's webhook posts: whatever understands that understands this.</summary>
internal sealed class WebhookNotifier(HttpSending http, Secret url, Secret? token, Uri? externalUrl) : INotifier
{
    public string Kind => "webhook";

    public async Task<Delivery> SendAsync(AlertNotification notification, CancellationToken cancellationToken)
    {
        (string? address, string? fault) = url.Read();
        (string? bearer, string? tokenFault) = token?.Read() ?? (null, null);
        return (fault ?? tokenFault) is { } error
            ? Delivery.Later(error)
            : await http.PostAsync(address!, AlertmanagerShapes.Webhook(notification, externalUrl), notification.Key, bearer is null ? null : "Bearer " + bearer, null, cancellationToken);
    }
}
