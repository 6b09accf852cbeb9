using Vigil.Core.Alerts;

namespace Vigil.Alerting.Notifiers;

/// <summary>A way to tell people.</summary>
internal interface INotifier
{
    /// <summary>Its kind, as settings name it: <c>slack</c>, <c>webhook</c>…</summary>
    string Kind { get; }

    /// <summary>Tells. Failure is a value; never throws but for cancellation.</summary>
    /// <param name="notification">What is to be told.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    Task<Delivery> SendAsync(AlertNotification notification, CancellationToken cancellationToken);
}
