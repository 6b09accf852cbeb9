using Vigil.Alerting.Conditions;
using Vigil.Alerting.Watching;
using Vigil.Core.Alerts;
using Vigil.Core.Runs;

namespace Vigil.Alerting.Rules;

/// <summary>A rule: what it looks at, what it asks, and what people are told.</summary>
internal sealed record AlertRule
{
    /// <summary>Its name: lower case with underscores; never reused.</summary>
    public required string Name { get; init; }

    /// <summary>How urgent its alerts are.</summary>
    public required AlertSeverity Severity { get; init; }

    /// <summary>One sentence on what it means, for lists.</summary>
    public required string Title { get; init; }

    /// <summary>What it asks.</summary>
    public required ICondition Condition { get; init; }

    /// <summary>Series that it looks at; null where the condition looks at records as a whole.</summary>
    public SeriesSelector? Series { get; init; }

    /// <summary>How long the condition must hold before it fires, seconds.</summary>
    public double ForSeconds { get; init; }

    /// <summary>How long it goes on firing after the condition held last, seconds.</summary>
    public double KeepFiringSeconds { get; init; }

    /// <summary>Kinds of records that it looks at.</summary>
    public IReadOnlyList<RunKind> Records { get; init; } = Enum.GetValues<RunKind>();

    /// <summary>Labels that its alerts carry beside those of what they are about.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>What people are told first, with <c>{value}</c>, <c>{detail}</c> and names of labels in braces.</summary>
    public required string Summary { get; init; }

    /// <summary>What to do about it, in the same form; null for nothing.</summary>
    public string? Description { get; init; }

    /// <summary>Names of rules whose alerts about the same thing are not told while this one fires.</summary>
    public IReadOnlyList<string> Inhibits { get; init; } = [];

    /// <summary>Whether it comes with Vigil.</summary>
    public bool IsBuiltIn { get; init; }

    /// <summary>Unit of what the condition measures; null for a plain number.</summary>
    public string? Unit => Condition.Unit ?? Series?.Unit;

    /// <summary>What it asks, in words.</summary>
    public string Asks => (Series is null ? "" : Series + " ") + Condition.Describe(Series?.Unit);
}
