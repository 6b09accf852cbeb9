namespace Vigil.Telemetry.Receiving;

/// <summary>What became of a request.</summary>
/// <param name="State">Whether it was taken.</param>
/// <param name="Rejected">Points, log records or spans of it that were not; 0 when all were.</param>
/// <param name="Message">Why something was not taken, for people; null when all was.</param>
public readonly record struct ReceiveResult(ReceiveState State, long Rejected = 0, string? Message = null);

/// <summary>Whether a request was taken.</summary>
public enum ReceiveState
{
    /// <summary>Taken, apart from what is counted as rejected.</summary>
    Taken,

    /// <summary>It is none of the protocol's messages; nothing was taken, and sending it again does not help.</summary>
    Malformed,

    /// <summary>The store does not keep up; nothing was taken, and it may be sent again.</summary>
    Busy,
}
