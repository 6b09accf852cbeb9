using Vigil.Core.Alerts;
using Vigil.Core.Runs;

namespace Vigil.Alerting.Rules;

/// <summary>A rule as people are shown it.</summary>
public sealed record AlertRuleInfo
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence on what it means.</summary>
    public required string Title { get; init; }

    /// <summary>How urgent its alerts are.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>What it asks, in words.</summary>
    public required string Asks { get; init; }

    /// <summary>How long that must hold before it fires, seconds.</summary>
    public required double ForSeconds { get; init; }

    /// <summary>How long it goes on firing afterwards, seconds.</summary>
    public required double KeepFiringSeconds { get; init; }

    /// <summary>Kinds of records that it looks at.</summary>
    public required IReadOnlyList<RunKind> Records { get; init; }

    /// <summary>Rules whose alerts about the same thing are not told while this one fires.</summary>
    public required IReadOnlyList<string> Inhibits { get; init; }

    /// <summary>Whether it came with Vigil.</summary>
    public required bool IsBuiltIn { get; init; }

    internal static AlertRuleInfo Of(AlertRule rule) => new()
    {
        Name = rule.Name,
        Title = rule.Title,
        Severity = rule.Severity,
        Asks = rule.Asks,
        ForSeconds = rule.ForSeconds,
        KeepFiringSeconds = rule.KeepFiringSeconds,
        Records = rule.Records,
        Inhibits = rule.Inhibits,
        IsBuiltIn = rule.IsBuiltIn,
    };
}
