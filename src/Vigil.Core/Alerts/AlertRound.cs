namespace Vigil.Core.Alerts;

/// <summary>What one evaluation changes, stored in one transaction.</summary>
public sealed record AlertRound
{
    /// <summary>When it was made, seconds since the Unix epoch.</summary>
    public required double At { get; init; }

    /// <summary>Alerts as they stand now; those not named stay as they are.</summary>
    public IReadOnlyList<Alert> Alerts { get; init; } = [];

    /// <summary>Fingerprints of alerts that are no more.</summary>
    public IReadOnlyList<string> Forgotten { get; init; } = [];

    /// <summary>What happened, in order.</summary>
    public IReadOnlyList<AlertTransition> Transitions { get; init; } = [];

    /// <summary>Groups as they stand now.</summary>
    public IReadOnlyList<AlertGroup> Groups { get; init; } = [];

    /// <summary>Groups that are no more.</summary>
    public IReadOnlyList<AlertGroup> EndedGroups { get; init; } = [];

    /// <summary>What is to be told.</summary>
    public IReadOnlyList<AlertNotification> Notifications { get; init; } = [];

    /// <summary>What conditions have learned, by their key.</summary>
    public IReadOnlyDictionary<string, double[]> Memories { get; init; } = new Dictionary<string, double[]>();

    /// <summary>Whether there is nothing to store.</summary>
    public bool IsEmpty => Alerts.Count + Forgotten.Count + Transitions.Count + Groups.Count + EndedGroups.Count + Notifications.Count + Memories.Count == 0;
}
