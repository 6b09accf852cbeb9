namespace Vigil.Telemetry.Sending;

/// <summary>What became of requests that were to be sent.</summary>
/// <param name="Sent">Taken by the receiver.</param>
/// <param name="Dropped">Given up: the buffer was full, the receiver refused them, or the end came.</param>
/// <param name="Pending">Waiting.</param>
/// <param name="LastError">Why the latest attempt failed, for people; null when it did not.</param>
public readonly record struct SenderStatistics(long Sent, long Dropped, long Pending, string? LastError);
