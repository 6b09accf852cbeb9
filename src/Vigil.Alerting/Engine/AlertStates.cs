using Vigil.Alerting.Conditions;
using Vigil.Alerting.Rules;
using Vigil.Core.Alerts;

namespace Vigil.Alerting.Engine;

/// <summary>
/// Alerts from one evaluation to the next: pending while the condition has not held for long enough, firing from then on,
/// resolved once it has not held for as long as the rule keeps it firing. What cannot be told leaves an alert as it is;
/// what is no longer looked at counts as not so.
/// </summary>
/// <param name="resolvedSeconds">How long resolved alerts are remembered.</param>
internal sealed class AlertStates(double resolvedSeconds)
{
    private readonly Dictionary<string, Alert> _alerts = [];

    /// <summary>Alerts as they stand.</summary>
    public IReadOnlyDictionary<string, Alert> Alerts => _alerts;

    /// <summary>Whether an alert fires.</summary>
    public bool IsFiring(string fingerprint) => _alerts.GetValueOrDefault(fingerprint)?.State == AlertState.Firing;

    /// <summary>Begins with what was stored.</summary>
    public void Restore(IEnumerable<Alert> alerts)
    {
        _alerts.Clear();
        foreach (Alert alert in alerts)
        {
            _alerts[alert.Fingerprint] = alert;
        }
    }

    /// <summary>Goes on to an instant.</summary>
    /// <returns>What changed.</returns>
    public AlertRound Advance(IReadOnlyList<Observation> observations, IReadOnlyList<AlertRule> rules, double now)
    {
        var changed = new List<Alert>();
        var transitions = new List<AlertTransition>();
        var forgotten = new List<string>();
        var observed = new HashSet<string>();
        foreach (Observation observation in observations)
        {
            observed.Add(observation.Fingerprint);
            Alert? before = _alerts.GetValueOrDefault(observation.Fingerprint);
            Alert? after = observation.Judgement.Truth switch
            {
                Truth.Yes => Hold(before, observation, now),
                Truth.No => Cease(before, observation.Rule.KeepFiringSeconds, now),
                _ => before,
            };
            Note(before, after, observation.Fingerprint);
        }

        foreach (Alert alert in _alerts.Values.Where(alert => !observed.Contains(alert.Fingerprint)).ToList())
        {
            double keep = rules.FirstOrDefault(rule => rule.Name == alert.Rule)?.KeepFiringSeconds ?? 0;
            Note(alert, Cease(alert, keep, now), alert.Fingerprint);
        }

        foreach (Alert alert in _alerts.Values.Where(alert => alert.State == AlertState.Resolved && now - alert.EndsAt >= resolvedSeconds).ToList())
        {
            _alerts.Remove(alert.Fingerprint);
            forgotten.Add(alert.Fingerprint);
        }

        return new AlertRound { At = now, Alerts = [.. changed.Where(alert => _alerts.ContainsKey(alert.Fingerprint))], Forgotten = forgotten, Transitions = transitions };

        void Note(Alert? before, Alert? after, string fingerprint)
        {
            if (after is null)
            {
                if (_alerts.Remove(fingerprint))
                {
                    forgotten.Add(fingerprint);
                }

                return;
            }

            if (ReferenceEquals(before, after))
            {
                return;
            }

            _alerts[fingerprint] = after;
            changed.Add(after);
            if (before?.State != after.State || before.ActiveAt != after.ActiveAt)
            {
                transitions.Add(new AlertTransition(0, now, after));
            }
        }
    }

    private static Alert Hold(Alert? before, Observation observation, double now)
    {
        AlertRule rule = observation.Rule;
        Alert alert = before is null or { State: AlertState.Resolved }
            ? new Alert
            {
                Fingerprint = observation.Fingerprint,
                Rule = rule.Name,
                Severity = rule.Severity,
                State = AlertState.Pending,
                Labels = observation.Labels,
                Annotations = before?.Annotations ?? new Dictionary<string, string>(),
                ActiveAt = now,
                LastTrueAt = now,
            }
            : before;
        bool begins = alert.State == AlertState.Pending && now - alert.ActiveAt >= rule.ForSeconds;
        return alert with
        {
            State = begins ? AlertState.Firing : alert.State,
            StartsAt = begins ? now : alert.StartsAt,
            LastTrueAt = now,
            Value = observation.Judgement.Value,
            Unit = rule.Unit,
            RunId = observation.RunId,
            Annotations = Annotations(rule, observation),
        };
    }

    private static Alert? Cease(Alert? before, double keepFiringSeconds, double now) => before switch
    {
        { State: AlertState.Firing } when now - before.LastTrueAt >= keepFiringSeconds => before with { State = AlertState.Resolved, EndsAt = now },
        { State: AlertState.Pending } => null,
        _ => before,
    };

    private static Dictionary<string, string> Annotations(AlertRule rule, Observation observation)
    {
        string Fill(string template) => AlertText.Fill(template, observation.Labels, observation.Judgement.Value, rule.Unit, observation.Judgement.Detail);
        var annotations = new Dictionary<string, string> { ["summary"] = Fill(rule.Summary) };
        if (rule.Description is { } description && Fill(description) is { Length: > 0 } text)
        {
            annotations["description"] = text;
        }

        return annotations;
    }
}
