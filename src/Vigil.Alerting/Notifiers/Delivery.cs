namespace Vigil.Alerting.Notifiers;

/// <summary>How an attempt to tell somebody came out.</summary>
/// <param name="Outcome">Whether it worked, may work later, or never will.</param>
/// <param name="Error">Why not, without secrets; null when it worked.</param>
/// <param name="RetryAfterSeconds">When the receiver wants to be tried again; null when it did not say.</param>
internal readonly record struct Delivery(DeliveryOutcome Outcome, string? Error = null, double? RetryAfterSeconds = null)
{
    public static Delivery Done => new(DeliveryOutcome.Delivered);

    public static Delivery Later(string error, double? retryAfterSeconds = null) => new(DeliveryOutcome.Retry, error, retryAfterSeconds);

    public static Delivery Never(string error) => new(DeliveryOutcome.Refused, error);
}
