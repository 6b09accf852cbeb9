namespace Vigil.Alerting.Notifiers;

/// <summary>How an attempt came out.</summary>
internal enum DeliveryOutcome
{
    /// <summary>The receiver has it.</summary>
    Delivered,

    /// <summary>It may work later.</summary>
    Retry,

    /// <summary>The receiver refused it: trying again would change nothing.</summary>
    Refused,
}
