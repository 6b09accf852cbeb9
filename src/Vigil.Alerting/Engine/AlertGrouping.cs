using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Alerting.Notifiers;
using Vigil.Alerting.Settings;
using Vigil.Core.Alerts;

namespace Vigil.Alerting.Engine;

/// <summary>
/// Decides who is told what, and when. A group waits a little for others to join it; is told again when alerts are new in
/// it or over, not too often; and from time to time while nothing changes.
/// </summary>
/// <param name="options">Times and receivers.</param>
internal sealed class AlertGrouping(AlertOptions options)
{
    private readonly Dictionary<(string Receiver, string Key), AlertGroup> _groups = [];

    /// <summary>Begins with what was stored.</summary>
    public void Restore(IEnumerable<AlertGroup> groups)
    {
        _groups.Clear();
        foreach (AlertGroup group in groups)
        {
            _groups[(group.Receiver, group.Key)] = group;
        }
    }

    /// <summary>Goes on to an instant.</summary>
    /// <param name="round">What else changes; what is told is added.</param>
    /// <param name="alerts">Alerts as they stand.</param>
    /// <param name="isSuppressed">Whether an alert is silenced or inhibited.</param>
    /// <param name="now">The instant.</param>
    public AlertRound Advance(AlertRound round, IReadOnlyCollection<Alert> alerts, Func<Alert, bool> isSuppressed, double now)
    {
        var changed = new List<AlertGroup>();
        var ended = new List<AlertGroup>();
        var notifications = new List<AlertNotification>();
        foreach (Receiver receiver in options.Receivers)
        {
            Dictionary<string, List<Alert>> members = alerts.Where(alert => alert.State != AlertState.Pending && receiver.Wants(alert)).GroupBy(KeyOf).ToDictionary(group => group.Key, group => group.ToList());
            foreach (string key in members.Keys.Union(_groups.Keys.Where(known => known.Receiver == receiver.Name).Select(known => known.Key)).ToList())
            {
                AlertGroup? before = _groups.GetValueOrDefault((receiver.Name, key));
                (AlertGroup? after, AlertNotification? told) = Step(receiver, key, before, members.GetValueOrDefault(key, []), isSuppressed, now);
                if (told is not null)
                {
                    notifications.Add(told);
                }

                if (after is null && before is not null)
                {
                    _groups.Remove((receiver.Name, key));
                    ended.Add(before);
                }
                else if (after is not null && !ReferenceEquals(before, after))
                {
                    _groups[(receiver.Name, key)] = after;
                    changed.Add(after);
                }
            }
        }

        // Groups of receivers that are no more.
        foreach (AlertGroup group in _groups.Values.Where(group => options.Receivers.All(receiver => receiver.Name != group.Receiver)).ToList())
        {
            _groups.Remove((group.Receiver, group.Key));
            ended.Add(group);
        }

        return round with { Groups = changed, EndedGroups = ended, Notifications = notifications };
    }

    private string KeyOf(Alert alert) => new JsonObject(options.GroupBy.Where(alert.Labels.ContainsKey).Select(label => KeyValuePair.Create(label, (JsonNode?)alert.Labels[label]))).ToJsonString();

    private (AlertGroup? Group, AlertNotification? Told) Step(Receiver receiver, string key, AlertGroup? before, List<Alert> members, Func<Alert, bool> isSuppressed, double now)
    {
        List<Alert> firing = [.. members.Where(alert => alert.State == AlertState.Firing && !isSuppressed(alert))];
        List<Alert> quiet = [.. members.Where(alert => alert.State == AlertState.Firing && isSuppressed(alert))];
        if (before is null)
        {
            if (firing.Count == 0)
            {
                return (null, null);
            }

            return Tell(receiver, new AlertGroup { Receiver = receiver.Name, Key = key, CreatedAt = now }, firing, quiet, [], now);
        }

        List<Alert> over = [.. members.Where(alert => alert.State == AlertState.Resolved && before.Told.Contains(alert.Fingerprint) && !isSuppressed(alert))];
        if (firing.Count == 0 && over.Count == 0)
        {
            // What is silenced may fire again for the receiver; what was resolved in silence is over without a word.
            return quiet.Any(alert => before.Told.Contains(alert.Fingerprint)) ? (before, null) : (null, null);
        }

        return Tell(receiver, before, firing, quiet, over, now);
    }

    private (AlertGroup? Group, AlertNotification? Told) Tell(Receiver receiver, AlertGroup group, List<Alert> firing, List<Alert> quiet, List<Alert> over, double now)
    {
        bool news = over.Count > 0 || firing.Exists(alert => !group.Told.Contains(alert.Fingerprint));
        double due = group.ToldAt is not { } last ? group.CreatedAt + options.GroupWaitSeconds
            : last + (news ? options.GroupIntervalSeconds : options.RepeatIntervalSeconds);
        if (now < due)
        {
            return (group, null);
        }

        HashSet<string> holds = [.. firing.Select(alert => alert.Fingerprint), .. quiet.Select(alert => alert.Fingerprint).Where(group.Told.Contains)];
        AlertGroup? after = holds.Count == 0 ? null : group with { ToldAt = now, Told = holds };
        List<Alert> told = [.. firing, .. receiver.SendResolved ? over : []];
        return (after, told.Count == 0 ? null : Notification(receiver, group, told, now));
    }

    private static AlertNotification Notification(Receiver receiver, AlertGroup group, List<Alert> alerts, double now) => new()
    {
        // When the group was told before is part of it: a repetition is another notification than the first.
        Key = string.Join('|', alerts.Select(alert => $"{alert.Fingerprint}:{alert.State}:{Text(alert.StartsAt)}").Order(StringComparer.Ordinal)
            .Prepend(Text(group.ToldAt)).Prepend(group.Key).Prepend(receiver.Name)),
        Receiver = receiver.Name,
        GroupKey = group.Key,
        GroupLabels = ((JsonObject)JsonNode.Parse(group.Key)!).ToDictionary(label => label.Key, label => (string)label.Value!),
        Alerts = alerts,
        CreatedAt = now,
        DueAt = now,
    };

    private static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
