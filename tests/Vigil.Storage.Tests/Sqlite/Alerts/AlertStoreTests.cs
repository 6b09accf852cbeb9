using Vigil.Core.Alerts;
using Vigil.Storage.Sqlite;
using Vigil.Storage.Tests.Support;

namespace Vigil.Storage.Tests.Sqlite.Alerts;

public sealed class AlertStoreTests : IDisposable
{
    private const string Owner = "this process";
    private const double Now = 1_700_000_000;
    private readonly TestStore _files = new();
    private SqliteRunStore _store;

    public AlertStoreTests()
    {
        _store = _files.Open();
        _store.Alerts.TryTakeTurn(Owner, Now, Now + 60).ShouldBeTrue();
    }

    [Fact]
    public void An_alert_comes_back_as_it_was_after_a_restart()
    {
        Alert alert = Firing("disk_low") with { Value = double.PositiveInfinity, RunId = "run22222" };
        var group = new AlertGroup { Receiver = "mail", Key = "{}", CreatedAt = Now, ToldAt = Now + 30, Told = new HashSet<string> { alert.Fingerprint } };
        Save(new AlertRound { At = Now, Alerts = [alert], Groups = [group], Memories = new Dictionary<string, double[]> { ["a"] = [1, double.NaN, -0.5] } });

        Restart();
        AlertSnapshot snapshot = _store.Alerts.ReadSnapshot();

        Alert read = snapshot.Alerts.ShouldHaveSingleItem();
        read.Labels.ShouldBe(alert.Labels);
        read.Annotations.ShouldBe(alert.Annotations);
        (read with { Labels = alert.Labels, Annotations = alert.Annotations }).ShouldBe(alert);
        AlertGroup back = snapshot.Groups.ShouldHaveSingleItem();
        back.Told.ShouldBe(group.Told);
        (back with { Told = group.Told }).ShouldBe(group);
        snapshot.Memories["a"].ShouldBe([1, double.NaN, -0.5]);
    }

    [Fact]
    public void What_is_forgotten_is_gone_and_stays_in_the_history()
    {
        Alert alert = Firing("disk_low");
        Save(new AlertRound { At = Now, Alerts = [alert], Transitions = [new AlertTransition(0, Now, alert)] });
        Alert resolved = alert with { State = AlertState.Resolved, EndsAt = Now + 9 };
        Save(new AlertRound { At = Now + 9, Forgotten = [alert.Fingerprint], Transitions = [new AlertTransition(0, Now + 9, resolved)] });

        _store.Alerts.ReadAlerts().ShouldBeEmpty();
        IReadOnlyList<AlertTransition> history = _store.Alerts.ReadHistory(new AlertHistoryFilter());
        history.Select(entry => entry.Alert.State).ShouldBe([AlertState.Resolved, AlertState.Firing]);
        _store.Alerts.ReadHistory(new AlertHistoryFilter { Before = history[0].Id }).ShouldHaveSingleItem().At.ShouldBe(Now);
        _store.Alerts.ReadHistory(new AlertHistoryFilter { Rule = "another" }).ShouldBeEmpty();
    }

    [Fact]
    public void Only_one_process_evaluates_until_its_turn_is_over()
    {
        _store.Alerts.TryTakeTurn("another", Now + 1, Now + 61).ShouldBeFalse();
        _store.Alerts.TryTakeTurn(Owner, Now + 2, Now + 62).ShouldBeTrue();
        _store.Alerts.TryTakeTurn("another", Now + 63, Now + 120).ShouldBeTrue();

        _store.Alerts.Save(Owner, new AlertRound { At = Now + 63, Alerts = [Firing("disk_low")] }).ShouldBeFalse();
        _store.Alerts.ReadAlerts().ShouldBeEmpty();
    }

    [Fact]
    public void The_same_notification_is_stored_once()
    {
        Save(new AlertRound { At = Now, Notifications = [Notification("a"), Notification("a")] });
        Save(new AlertRound { At = Now, Notifications = [Notification("a")] });

        Take(Now).ShouldHaveSingleItem();
    }

    [Fact]
    public void One_that_was_being_sent_when_the_process_died_is_tried_again_later()
    {
        Save(new AlertRound { At = Now, Notifications = [Notification("a")] });
        Take(Now).ShouldHaveSingleItem().Attempts.ShouldBe(1);

        Restart();
        Take(Now + 59).ShouldBeEmpty();
        AlertNotification again = Take(Now + 60).ShouldHaveSingleItem();

        again.Attempts.ShouldBe(2);
        again.Alerts.ShouldHaveSingleItem().Rule.ShouldBe("disk_low");
    }

    [Fact]
    public void One_that_was_delivered_is_never_taken_again()
    {
        Save(new AlertRound { At = Now, Notifications = [Notification("a")] });
        _store.Alerts.MarkSent(Take(Now).ShouldHaveSingleItem().Id, Now + 1);

        Restart();
        Take(Now + 1_000_000).ShouldBeEmpty();
        _store.Alerts.ReadDeliveries().ShouldBe([new DeliveryCounts("mail", 1, 0, 0, null)]);
    }

    [Fact]
    public void What_is_behind_one_that_failed_waits_for_it_and_goes_on_when_it_is_given_up()
    {
        Save(new AlertRound { At = Now, Notifications = [Notification("a"), Notification("b")] });
        long first = Take(Now).ShouldHaveSingleItem().Id;

        _store.Alerts.MarkFailed(first, Now + 30, "no route");
        Take(Now + 29).ShouldBeEmpty();
        Take(Now + 30).ShouldHaveSingleItem().Id.ShouldBe(first);

        _store.Alerts.MarkFailed(first, null, "gone");
        Take(Now + 31).ShouldHaveSingleItem().Id.ShouldNotBe(first);
        _store.Alerts.ReadDeliveries().ShouldHaveSingleItem().Failed.ShouldBe(1);
    }

    [Fact]
    public void A_silence_is_kept_changed_and_ended()
    {
        var wanted = new Silence { Matchers = [new LabelMatcher("alertname", "disk_.*", IsRegex: true)], StartsAt = Now, EndsAt = Now + 3600, CreatedBy = "me", Comment = "moving" };
        Silence made = _store.Alerts.SaveSilence(wanted).ShouldNotBeNull();
        made.Id.ShouldNotBeEmpty();
        _store.Alerts.SaveSilence(made with { Comment = "moved" })!.Id.ShouldBe(made.Id);
        _store.Alerts.SaveSilence(made with { Id = "nobody" }).ShouldBeNull();

        Restart();
        Silence read = _store.Alerts.ReadSilences(Now).ShouldHaveSingleItem();
        read.Comment.ShouldBe("moved");
        read.Matchers.ShouldBe(wanted.Matchers);

        _store.Alerts.EndSilence(made.Id, Now + 5).ShouldBeTrue();
        _store.Alerts.EndSilence(made.Id, Now + 6).ShouldBeFalse();
        _store.Alerts.ReadSilences(Now + 6).ShouldBeEmpty();
    }

    [Fact]
    public void Pruning_leaves_what_still_waits_and_what_is_newer()
    {
        Alert alert = Firing("disk_low");
        Save(new AlertRound { At = Now, Alerts = [alert], Transitions = [new AlertTransition(0, Now, alert), new AlertTransition(0, Now + 20, alert)], Notifications = [Notification("a")] });

        _store.Alerts.Prune(Now + 10);

        _store.Alerts.ReadHistory(new AlertHistoryFilter()).ShouldHaveSingleItem().At.ShouldBe(Now + 20);
        Take(Now).ShouldHaveSingleItem();
        _store.Alerts.ReadAlerts().ShouldHaveSingleItem();
    }

    public void Dispose()
    {
        _store.Dispose();
        _files.Dispose();
    }

    private static Alert Firing(string rule)
    {
        var labels = new Dictionary<string, string> { [AlertLabels.Name] = rule, [AlertLabels.Subject] = "/work \"q\"" };
        return new Alert
        {
            Fingerprint = AlertLabels.Fingerprint(labels),
            Rule = rule,
            Severity = AlertSeverity.Critical,
            State = AlertState.Firing,
            Labels = labels,
            Annotations = new Dictionary<string, string> { ["summary"] = "the disk fills" },
            Value = 0.5,
            Unit = "1",
            ActiveAt = Now - 60,
            StartsAt = Now,
            LastTrueAt = Now,
        };
    }

    private static AlertNotification Notification(string key) => new()
    {
        Key = key,
        Receiver = "mail",
        GroupKey = "{}",
        GroupLabels = new Dictionary<string, string>(),
        Alerts = [Firing("disk_low")],
        CreatedAt = Now,
        DueAt = Now,
    };

    private void Save(AlertRound round) => _store.Alerts.Save(Owner, round).ShouldBeTrue();

    private IReadOnlyList<AlertNotification> Take(double now) => _store.Alerts.TakeDue(["mail"], now, _ => now + 60, 10);

    private void Restart()
    {
        _store.Dispose();
        _store = _files.Open();
    }
}
