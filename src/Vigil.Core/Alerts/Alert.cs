namespace Vigil.Core.Alerts;

/// <summary>One rule about one subject: what is told to people, silenced and kept.</summary>
public sealed record Alert
{
    /// <summary>Identity: 16 hexadecimal digits made of the labels by <see cref="AlertLabels.Fingerprint"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Name of the rule; also the label <c>alertname</c>.</summary>
    public required string Rule { get; init; }

    /// <summary>How urgent it is; also the label <c>severity</c>.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>Where it stands.</summary>
    public required AlertState State { get; init; }

    /// <summary>What it is about, by name.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>What people are told: <c>summary</c>, <c>description</c>, and whatever the rule adds.</summary>
    public required IReadOnlyDictionary<string, string> Annotations { get; init; }

    /// <summary>What the condition measured last, in <see cref="Unit"/>; null when it measures nothing.</summary>
    public double? Value { get; init; }

    /// <summary>UCUM unit of the value; null for none.</summary>
    public string? Unit { get; init; }

    /// <summary>Id of the record that it was seen in; null for none.</summary>
    public string? RunId { get; init; }

    /// <summary>When the condition began to hold, seconds since the Unix epoch.</summary>
    public required double ActiveAt { get; init; }

    /// <summary>When it began to fire; null while it is pending.</summary>
    public double? StartsAt { get; init; }

    /// <summary>When it was resolved; null before.</summary>
    public double? EndsAt { get; init; }

    /// <summary>When the condition was last seen to hold.</summary>
    public required double LastTrueAt { get; init; }
}
