using Vigil.Core.Alerts;

namespace Vigil.Alerting.Replay;

/// <summary>When an alert would have fired.</summary>
/// <param name="Alert">The alert as it stood at its end, or at the end of what was replayed.</param>
/// <param name="StartsAt">From when, seconds since the Unix epoch.</param>
/// <param name="EndsAt">Until when; null when it would still fire.</param>
public sealed record ReplayedAlert(Alert Alert, double StartsAt, double? EndsAt);
