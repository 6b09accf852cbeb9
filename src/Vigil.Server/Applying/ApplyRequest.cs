namespace Vigil.Server.Applying;

/// <summary>What <c>vigil apply</c> was asked to do.</summary>
public sealed record ApplyRequest
{
    /// <summary>Numbers of the recommendations to apply; empty for all that name a setting, of alternatives the first.</summary>
    public IReadOnlyList<int> Picks { get; init; } = [];

    /// <summary>Only show what would be done.</summary>
    public bool DryRun { get; init; }

    /// <summary>File that gets the result instead of the original; null to change the original.</summary>
    public string? Output { get; init; }

    /// <summary>Change files that are not as the run had them, and write over <see cref="Output"/>.</summary>
    public bool Force { get; init; }
}
