using Vigil.Alerting.Conditions;
using Vigil.Core.Alerts;
using Vigil.Core.Operations;

namespace Vigil.Alerting.Rules;

/// <summary>The rule that every service-level objective brings along: its error budget burns too fast.</summary>
internal static class ObjectiveAlerts
{
    public static AlertRule Of(ServiceObjective objective) => new()
    {
        Name = "burn_rate_" + string.Concat(objective.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '_')),
        Severity = AlertSeverity.Critical,
        Title = $"The error budget of {objective.Name} burns too fast.",
        Condition = new BurnRateCondition(objective.Name, BurnRateCondition.Page),
        Labels = new Dictionary<string, string> { ["objective"] = objective.Name },
        Summary = "{objective}: its error budget burns {value} times too fast",
        Description = "Both the last hours and the last minutes had more failed or slow operations than the objective allows. The page Operations shows which.",
        IsBuiltIn = true,
    };
}
