using Vigil.Core.Alerts;

namespace Vigil.Alerting.Engine;

/// <summary>An alert, and why nobody is told of it.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="SilencedBy">Ids of the silences that are about it; empty for none.</param>
/// <param name="InhibitedBy">Fingerprints of the firing alerts that make it needless to tell; empty for none.</param>
public sealed record ListedAlert(Alert Alert, IReadOnlyList<string> SilencedBy, IReadOnlyList<string> InhibitedBy);
