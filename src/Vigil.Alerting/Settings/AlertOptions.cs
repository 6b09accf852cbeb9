using Vigil.Alerting.Notifiers;
using Vigil.Alerting.Rules;
using Vigil.Core.Operations;

namespace Vigil.Alerting.Settings;

/// <summary>How alerts are evaluated and told: the section <c>alerting</c> of <c>vigil.yaml</c>, with the rules of <c>alerts</c>.</summary>
public sealed record AlertOptions
{
    /// <summary>Whether alerts are evaluated at all; default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Time between evaluations, 1 to 3,600 s; default 5.</summary>
    public double IntervalSeconds { get; init; } = 5;

    /// <summary>Labels by which alerts are told together; default the name of the rule and the machine.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = ["alertname", "host"];

    /// <summary>How long the first alert of a group waits for others; default 30 s.</summary>
    public double GroupWaitSeconds { get; init; } = 30;

    /// <summary>Shortest time between two notifications of a group that changes; default 5 min.</summary>
    public double GroupIntervalSeconds { get; init; } = 300;

    /// <summary>When a group that does not change is told again; default 4 h.</summary>
    public double RepeatIntervalSeconds { get; init; } = 14_400;

    /// <summary>How long history, delivered notifications and silences that are over are kept; default 90 days.</summary>
    public double KeepDays { get; init; } = 90;

    /// <summary>Where this server is reached, for links in notifications; null for no links.</summary>
    public Uri? ExternalUrl { get; init; }

    /// <summary>The same, with a rule for the error budget of each objective.</summary>
    public AlertOptions WithObjectives(IEnumerable<ServiceObjective> objectives) => this with { Rules = [.. Rules, .. objectives.Select(ObjectiveAlerts.Of)] };

    /// <summary>The rules in force, as people are shown them.</summary>
    public IReadOnlyList<AlertRuleInfo> DescribeRules() => [.. Rules.Select(AlertRuleInfo.Of)];

    /// <summary>Who is told, as people are shown them.</summary>
    public IReadOnlyList<ReceiverInfo> DescribeReceivers() => [.. Receivers.Select(one => new ReceiverInfo(one.Name, one.Notifier.Kind, one.LeastSeverity, one.Match))];

    /// <summary>The rules in force.</summary>
    internal IReadOnlyList<AlertRule> Rules { get; init; } = BuiltInAlerts.All;

    /// <summary>Who is told.</summary>
    internal IReadOnlyList<Receiver> Receivers { get; init; } = [];
}
