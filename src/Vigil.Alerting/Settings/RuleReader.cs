using Vigil.Alerting.Conditions;
using Vigil.Alerting.Rules;
using Vigil.Alerting.Watching;
using Vigil.Core.Alerts;
using Vigil.Core.Runs;

namespace Vigil.Alerting.Settings;

/// <summary>Reads one rule of <c>alerts</c>.</summary>
internal static class RuleReader
{
    private static readonly string[] s_conditions = ["above", "below", "rate_above", "rate_below", "absent", "anomaly", "forecast", "event", "finding", "burn_rate"];

    /// <summary>The rule; null when it has faults, which are then told.</summary>
    public static AlertRule? Read(SettingNode node, ICollection<string> faults)
    {
        int before = faults.Count;
        string name = node.Required("name");
        if (name.Length > 0 && (name.Length > 64 || !name.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '_' or '-')))
        {
            node.Fault("name", "has 1 to 64 letters, digits, _ and -");
        }

        SeriesSelector? series = null;
        string? of = node.Text("of");
        if (node.Text("series") is { } text)
        {
            (series, string? fault) = SeriesSelector.Parse(text, of);
            if (fault is not null)
            {
                node.Fault("series", fault);
            }
        }

        ICondition? condition = Condition(node);
        bool needsSeries = condition?.Looks is TargetKind.Series or TargetKind.SilentSeries;
        if (needsSeries && !node.Has("series"))
        {
            node.Fault("series", "is missing: name what the condition looks at as kind:key:metric");
        }
        else if (condition is not null && !needsSeries && node.Has("series"))
        {
            node.Fault("series", "does not go with this condition");
        }

        RunKind[] records = [.. node.Texts("records").Select(word =>
        {
            RunKind? kind = EnumNames.Parse<RunKind>(word);
            if (kind is null)
            {
                node.Fault("records", $"holds some of run, monitor, service, not '{word}'");
            }

            return kind;
        }).OfType<RunKind>()];
        var rule = new AlertRule
        {
            Name = name,
            Severity = node.Word<AlertSeverity>("severity") ?? AlertSeverity.Warning,
            Title = node.Text("title") ?? name,
            Condition = condition ?? new AbsenceCondition(1),
            Series = series,
            ForSeconds = node.Duration("for") ?? 0,
            KeepFiringSeconds = node.Duration("keep_firing_for") ?? 0,
            Records = records.Length == 0 ? Enum.GetValues<RunKind>() : records,
            Labels = node.Map("labels").Where(label => label.Value.Count > 0).ToDictionary(label => label.Key, label => label.Value[0]),
            Summary = node.Text("summary") ?? name + ": {value}",
            Description = node.Text("description"),
            Inhibits = node.Texts("inhibits"),
        };
        node.RefuseOthers();
        return faults.Count == before ? rule : null;
    }

    private static ICondition? Condition(SettingNode node)
    {
        string[] given = [.. s_conditions.Where(node.Has)];
        if (given.Length != 1)
        {
            node.Fault("", given.Length == 0 ? $"needs a condition: one of {string.Join(", ", s_conditions)}" : $"has {string.Join(" and ", given)}: a rule has one condition");
            return null;
        }

        string kind = given[0];
        switch (kind)
        {
            case "above" or "below":
                return Compared(node, kind, kind == "above", (limit, above, resolve) => new ThresholdCondition(limit, above, resolve, node.Duration("mean") ?? 0));
            case "rate_above" or "rate_below":
                double over = node.Duration("over", least: 5) ?? 300;
                return Compared(node, kind, kind == "rate_above", (limit, above, resolve) => new RateCondition(limit, above, resolve, over));
            case "absent":
                return node.Duration("absent", least: 5) is { } silent ? new AbsenceCondition(silent) : null;
            case "anomaly":
                return node.Child("anomaly") is { } anomaly ? Anomaly(anomaly) : null;
            case "forecast":
                return node.Child("forecast") is { } forecast ? Forecast(forecast) : null;
            case "event":
                IReadOnlyDictionary<string, IReadOnlyList<string>> where = node.Map("where");
                return new EventCondition(node.Texts("event"), where.Where(pair => pair.Value.Count > 0).ToDictionary(), node.Duration("within", least: 1) ?? 900, Count(node));
            case "finding":
                return node.Child("finding") is { } finding ? Finding(finding) : null;
            default:
                return node.Child("burn_rate") is { } burn ? BurnRate(burn) : null;
        }
    }

    private static ICondition? Compared(SettingNode node, string name, bool above, Func<double, bool, double?, ICondition> create)
    {
        double? resolve = node.Quantity("resolve");
        if (node.Quantity(name) is not { } limit)
        {
            return null;
        }

        if (resolve is { } over && (above ? over > limit : over < limit))
        {
            node.Fault("resolve", $"must not be {(above ? "above" : "below")} {name}: the alert would never end");
        }

        return create(limit, above, resolve);
    }

    private static int Count(SettingNode node)
    {
        if (node.Quantity("count") is not { } count)
        {
            return 1;
        }

        if (count is < 1 or > 1_000_000)
        {
            node.Fault("count", "must be 1 or more");
        }

        return (int)count;
    }

    private static AnomalyCondition Anomaly(SettingNode node)
    {
        double spreads = node.Quantity("spreads") ?? 6;
        if (spreads is < 2 or > 1000)
        {
            node.Fault("spreads", "must be a number from 2 to 1000");
        }

        var condition = new AnomalyCondition(
            spreads,
            node.Word<AnomalyDirection>("direction") ?? AnomalyDirection.Both,
            node.Duration("learn", least: 60, most: 86_400) ?? 600,
            node.Duration("half_life", least: 60) ?? 3600,
            node.Duration("mean", least: 1) ?? 60);
        node.RefuseOthers();
        return condition;
    }

    private static ForecastCondition? Forecast(SettingNode node)
    {
        double? reaches = node.Quantity("reaches");
        double? falls = node.Quantity("falls_to");
        double within = node.Duration("within", least: 60) ?? 7200;
        double over = node.Duration("over", least: 60, most: 7 * 86_400) ?? 3600;
        node.RefuseOthers();
        if ((reaches is null) == (falls is null))
        {
            node.Fault("", "needs either reaches or falls_to");
            return null;
        }

        return new ForecastCondition(reaches ?? falls!.Value, reaches is not null, within, over);
    }

    private static FindingCondition Finding(SettingNode node)
    {
        var condition = new FindingCondition(node.Texts("rules"), node.Texts("severity"), node.Duration("within", least: 1) ?? 3600);
        node.RefuseOthers();
        return condition;
    }

    private static BurnRateCondition BurnRate(SettingNode node)
    {
        var windows = new List<BurnWindow>();
        foreach (SettingNode window in node.Children("windows"))
        {
            windows.Add(new BurnWindow(window.Quantity("factor") ?? 14.4, window.Duration("long", least: 60) ?? 3600, window.Duration("short", least: 10) ?? 300));
            window.RefuseOthers();
        }

        var condition = new BurnRateCondition(node.Required("objective"), windows.Count == 0 ? BurnRateCondition.Page : windows);
        node.RefuseOthers();
        return condition;
    }
}
