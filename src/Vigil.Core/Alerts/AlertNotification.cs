namespace Vigil.Core.Alerts;

/// <summary>Something to be told to a receiver: written together with the transitions it tells of, and kept until it is delivered.</summary>
public sealed record AlertNotification
{
    /// <summary>Number within the store; 0 before it is stored.</summary>
    public long Id { get; init; }

    /// <summary>Identity: receiver, group, and fingerprint, state and start of each alert. One that is there already is not stored again.</summary>
    public required string Key { get; init; }

    /// <summary>The receiver.</summary>
    public required string Receiver { get; init; }

    /// <summary>The group that it belongs to.</summary>
    public required string GroupKey { get; init; }

    /// <summary>Labels that the group is made by.</summary>
    public required IReadOnlyDictionary<string, string> GroupLabels { get; init; }

    /// <summary>The alerts, firing ones first.</summary>
    public required IReadOnlyList<Alert> Alerts { get; init; }

    /// <summary>When it was decided, seconds since the Unix epoch.</summary>
    public required double CreatedAt { get; init; }

    /// <summary>When it is to be tried next.</summary>
    public required double DueAt { get; init; }

    /// <summary>How often sending was begun.</summary>
    public int Attempts { get; init; }

    /// <summary>Whether any of its alerts is firing.</summary>
    public bool IsFiring => Alerts.Any(alert => alert.State == AlertState.Firing);
}
