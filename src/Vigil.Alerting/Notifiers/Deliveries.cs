using Vigil.Core.Alerts;

namespace Vigil.Alerting.Notifiers;

/// <summary>
/// Delivers what the store holds to be told. An attempt is counted before it is made: a process that dies between the
/// receiver's answer and its own note sends the same notification once more, with the same <c>Idempotency-Key</c> or
/// <c>Message-ID</c>, and never more often than <see cref="MostAttempts"/>. Receivers do not wait for one another.
/// </summary>
/// <param name="receivers">Who is told.</param>
/// <param name="store">What is to be told.</param>
/// <param name="time">The clock.</param>
internal sealed class Deliveries(IReadOnlyList<Receiver> receivers, IAlertStore store, TimeProvider time)
{
    /// <summary>Attempts after which a notification is given up: about nine hours.</summary>
    public const int MostAttempts = 60;

    private const double FirstPauseSeconds = 5;
    private const double LongestPauseSeconds = 600;
    private const double LongestRetryAfterSeconds = 3600;
    private const int MostAtOnce = 100;
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(15);

    /// <summary>Pause after so many attempts: 5 s, then twice as long each time, 10 min at most.</summary>
    public static double PauseSeconds(int attempts) => Math.Min(LongestPauseSeconds, FirstPauseSeconds * Math.Pow(2, Math.Min(attempts, 30) - 1));

    /// <summary>Tries everything that is due, once.</summary>
    public async Task SendDueAsync(CancellationToken cancellationToken)
    {
        if (receivers.Count == 0)
        {
            return;
        }

        double now = Now();
        // While an attempt may still be going on there is no other.
        IReadOnlyList<AlertNotification> due = store.TakeDue([.. receivers.Select(receiver => receiver.Name)], now, attempts => now + s_deadline.TotalSeconds + PauseSeconds(attempts), MostAtOnce);
        await Task.WhenAll(due.GroupBy(one => one.Receiver).Select(async group =>
        {
            foreach (AlertNotification notification in group)
            {
                await SendAsync(receivers.First(receiver => receiver.Name == group.Key), notification, cancellationToken);
            }
        }));
    }

    private async Task SendAsync(Receiver receiver, AlertNotification notification, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(s_deadline, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        Delivery delivery;
        try
        {
            delivery = await receiver.Notifier.SendAsync(notification, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            delivery = Delivery.Later($"no answer within {s_deadline.TotalSeconds:0} s");
        }

        switch (delivery.Outcome)
        {
            case DeliveryOutcome.Delivered:
                store.MarkSent(notification.Id, Now());
                break;
            case DeliveryOutcome.Retry when notification.Attempts < MostAttempts:
                double pause = delivery.RetryAfterSeconds is { } wanted ? Math.Clamp(wanted, 1, LongestRetryAfterSeconds) : PauseSeconds(notification.Attempts);
                store.MarkFailed(notification.Id, Now() + pause, delivery.Error!);
                break;
            default:
                store.MarkFailed(notification.Id, null, delivery.Error!);
                break;
        }
    }

    private double Now() => time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
}
