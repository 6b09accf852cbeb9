namespace Vigil.Core.Alerts;

/// <summary>Alerts that one receiver is told of together, and what it was told.</summary>
public sealed record AlertGroup
{
    /// <summary>The receiver.</summary>
    public required string Receiver { get; init; }

    /// <summary>Identity of the group within the receiver: the labels that its alerts share.</summary>
    public required string Key { get; init; }

    /// <summary>When its first alert fired, seconds since the Unix epoch.</summary>
    public required double CreatedAt { get; init; }

    /// <summary>When the receiver was last told; null before the first time.</summary>
    public double? ToldAt { get; init; }

    /// <summary>Fingerprints of the alerts that the receiver holds to be firing.</summary>
    public IReadOnlySet<string> Told { get; init; } = new HashSet<string>();
}
