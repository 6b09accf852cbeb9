namespace Vigil.Core.Sampling;

/// <summary>How one collection went.</summary>
/// <param name="State">The outcome.</param>
/// <param name="Reason">Why it is not <see cref="CollectState.Ok"/>, a sentence for people; null when it is.</param>
public readonly record struct CollectResult(CollectState State, string? Reason)
{
    /// <summary>Everything that exists was read.</summary>
    public static CollectResult Ok => new(CollectState.Ok, null);

    /// <summary>This machine does not have it; said once, asked again rarely.</summary>
    public static CollectResult NotAvailable(string reason) => new(CollectState.NotAvailable, reason);

    /// <summary>It was there and could not be read this time; asked again at the next sample.</summary>
    public static CollectResult Failed(string reason) => new(CollectState.Failed, reason);
}
