namespace Vigil.Core.Sampling;

/// <summary>The outcome of one collection.</summary>
public enum CollectState
{
    /// <summary>Everything that exists was read.</summary>
    Ok,

    /// <summary>This machine does not have it: no GPU, no driver, no control group.</summary>
    NotAvailable,

    /// <summary>It was there and could not be read this time.</summary>
    Failed,
}
