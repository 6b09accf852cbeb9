using Vigil.Alerting.Engine;
using Vigil.Alerting.Rules;
using Vigil.Alerting.Settings;
using Vigil.Alerting.Watching;
using Vigil.Core.Alerts;
using Vigil.Core.Runs;

namespace Vigil.Alerting.Replay;

/// <summary>Tries rules on what was recorded: the same rules, conditions and states as live, with the clock led through the past. Nobody is told.</summary>
public static class AlertReplay
{
    /// <summary>Instants that are judged at most: a longer time is judged less often.</summary>
    private const int MostInstants = 20_000;

    /// <summary>Replays.</summary>
    /// <param name="options">Rules and interval.</param>
    /// <param name="store">What was recorded.</param>
    /// <param name="name">The rule to try; null for all.</param>
    /// <param name="from">First instant, seconds since the Unix epoch.</param>
    /// <param name="to">Last instant.</param>
    /// <param name="progress">Told the share that is done, 0 to 1; null for nobody.</param>
    public static ReplayResult Run(AlertOptions options, IRunStore store, string? name, double from, double to, Action<double>? progress = null)
    {
        AlertRule[] rules = [.. options.Rules.Where(rule => name is null || rule.Name == name)];
        var observer = new RuleObserver(rules);
        RecordView[] records = [.. Enum.GetValues<RunKind>().SelectMany(kind => store.ListRuns(int.MaxValue, kind))
            .Where(run => run.Start.StartedAt <= to && EndOf(run) >= from)
            .OrderBy(run => run.Start.Kind == RunKind.Monitor ? 0 : 1)
            .ThenByDescending(run => run.LastSeenAt)
            .Select(run => new RecordView(store, run, from - Math.Max(observer.LongestWindow, LiveRecords.AfterEndSeconds), to, isReplay: true))];
        double first = records.Length == 0 ? to : Math.Max(from, records.Min(record => record.Run.Start.StartedAt));
        double step = Math.Max(options.IntervalSeconds, (to - first) / MostInstants);
        var states = new AlertStates(0);
        var fired = new List<AlertTransition>();
        for (double now = first; now <= to; now += step)
        {
            RecordView[] there = [.. records.Where(record => record.Run.Start.StartedAt <= now && EndOf(record.Run) >= now - LiveRecords.AfterEndSeconds)];
            AlertRound round = states.Advance(observer.Observe(there, now, states.IsFiring), rules, now);
            fired.AddRange(round.Transitions.Where(transition => transition.Alert.State != AlertState.Pending));
            progress?.Invoke((now - first) / Math.Max(1, to - first));
        }

        return new ReplayResult(Pair(fired), records.Length, step);
    }

    private static double EndOf(RunRecord run) => run.Outcome?.EndedAt ?? run.LastSeenAt;

    private static List<ReplayedAlert> Pair(List<AlertTransition> transitions)
    {
        var alerts = new List<ReplayedAlert>();
        foreach (AlertTransition transition in transitions)
        {
            Alert alert = transition.Alert;
            int open = alerts.FindIndex(one => one.EndsAt is null && one.Alert.Fingerprint == alert.Fingerprint);
            if (alert.State == AlertState.Firing)
            {
                alerts.Add(new ReplayedAlert(alert, transition.At, null));
            }
            else if (open >= 0)
            {
                alerts[open] = alerts[open] with { Alert = alert, EndsAt = transition.At };
            }
        }

        return alerts;
    }
}
