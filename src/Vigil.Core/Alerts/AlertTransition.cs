namespace Vigil.Core.Alerts;

/// <summary>An alert that began to be pending, to fire, or was resolved.</summary>
/// <param name="Id">Number of the entry, ascending; 0 before it is stored.</param>
/// <param name="At">When, seconds since the Unix epoch.</param>
/// <param name="Alert">The alert as it stood from then on.</param>
public sealed record AlertTransition(long Id, double At, Alert Alert);
