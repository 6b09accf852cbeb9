namespace Vigil.Cli.Doctor;

/// <summary>What one check found.</summary>
/// <param name="Name">What was checked, a word or two.</param>
/// <param name="State">The outcome.</param>
/// <param name="Finding">A sentence for people.</param>
/// <param name="Remedy">What to do to get what is missing; null when nothing is to be done.</param>
internal sealed record CheckResult(string Name, CheckState State, string Finding, string? Remedy = null);
