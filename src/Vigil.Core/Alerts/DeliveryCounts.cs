namespace Vigil.Core.Alerts;

/// <summary>How a receiver is doing.</summary>
/// <param name="Receiver">The receiver.</param>
/// <param name="Sent">Notifications delivered.</param>
/// <param name="Waiting">Notifications that wait to be sent.</param>
/// <param name="Failed">Notifications that were given up.</param>
/// <param name="LastError">What went wrong last; null for nothing.</param>
public sealed record DeliveryCounts(string Receiver, long Sent, long Waiting, long Failed, string? LastError);
