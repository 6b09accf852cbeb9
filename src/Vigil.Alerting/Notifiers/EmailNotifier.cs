using System.Security.Cryptography;
using System.Text;
using Vigil.Alerting.Notifiers.Mail;
using Vigil.Core.Alerts;

namespace Vigil.Alerting.Notifiers;

/// <summary>Sends mail. The same notification has the same <c>Message-ID</c> however often it is tried, so that a second copy is known as one.</summary>
internal sealed class EmailNotifier(IMailTransport transport, string from, IReadOnlyList<string> to, Uri? externalUrl) : INotifier
{
    public string Kind => "email";

    public Task<Delivery> SendAsync(AlertNotification notification, CancellationToken cancellationToken)
    {
        string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(notification.Key)).AsSpan(0, 16));
        string message = MailMessageText.Create(
            from,
            to,
            AlertWords.Subject(notification),
            AlertWords.Body(notification, externalUrl),
            $"{id}@{from[(from.LastIndexOf('@') + 1)..]}",
            DateTimeOffset.FromUnixTimeMilliseconds((long)(notification.CreatedAt * 1000)));
        return transport.SendAsync(from, to, message, cancellationToken);
    }
}
