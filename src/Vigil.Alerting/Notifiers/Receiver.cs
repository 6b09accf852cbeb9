using Vigil.Core.Alerts;

namespace Vigil.Alerting.Notifiers;

/// <summary>Somebody who is told, and of what.</summary>
internal sealed record Receiver
{
    /// <summary>Its name; also the key under which what it was told is kept.</summary>
    public required string Name { get; init; }

    /// <summary>How it is told.</summary>
    public required INotifier Notifier { get; init; }

    /// <summary>The least severity that it is told of.</summary>
    public AlertSeverity LeastSeverity { get; init; } = AlertSeverity.Info;

    /// <summary>Demands that an alert must all fulfil; empty for every alert.</summary>
    public IReadOnlyList<LabelMatcher> Match { get; init; } = [];

    /// <summary>Whether it is told that an alert is over.</summary>
    public bool SendResolved { get; init; } = true;

    /// <summary>Whether an alert is its business.</summary>
    public bool Wants(Alert alert) => alert.Severity >= LeastSeverity && Match.All(matcher => matcher.Matches(alert.Labels));
}
