using System.Collections.Concurrent;
using Vigil.Alerting.Conditions;
using Vigil.Alerting.Engine;
using Vigil.Alerting.Notifiers;
using Vigil.Alerting.Rules;
using Vigil.Alerting.Settings;
using Vigil.Alerting.Tests.Support;
using Vigil.Alerting.Watching;
using Vigil.Core.Alerts;
using Vigil.Core.Metrics;

namespace Vigil.Alerting.Tests.Engine;

public sealed class AlertEngineTests : IDisposable
{
    private readonly Stage _stage = new();
    private readonly ManualTime _time = new(Stage.Start);
    private readonly Recorder _told = new();
    private int _temperature = 60;

    [Fact]
    public void An_alert_is_pending_then_fires_then_is_resolved()
    {
        AlertEngine engine = Engine(Hot() with { ForSeconds = 20, KeepFiringSeconds = 30 });

        Go(engine, 10);
        State().ShouldBeNull();
        _temperature = 90;
        Go(engine, 10);
        State().ShouldBe(AlertState.Pending);
        Go(engine, 20);
        State().ShouldBe(AlertState.Firing);
        _temperature = 60;
        Go(engine, 20);
        State().ShouldBe(AlertState.Firing);
        Go(engine, 20);
        State().ShouldBe(AlertState.Resolved);

        _stage.Store.Alerts.ReadHistory(new AlertHistoryFilter()).Select(entry => entry.Alert.State).Reverse().ShouldBe([AlertState.Pending, AlertState.Firing, AlertState.Resolved]);
        Alert alert = _stage.Store.Alerts.ReadAlerts().ShouldHaveSingleItem();
        alert.Labels.ShouldBe(new Dictionary<string, string> { ["alertname"] = "hot", ["severity"] = "warning", ["host"] = "box", ["subject"] = "GPU 0", ["team"] = "ml" }, ignoreOrder: true);
        alert.Annotations["summary"].ShouldBe("GPU 0 on box: 90 °C");
    }

    [Fact]
    public void What_ends_before_its_time_is_forgotten_without_a_word()
    {
        AlertEngine engine = Engine(Hot() with { ForSeconds = 60 });
        _temperature = 90;
        Go(engine, 20);
        _temperature = 60;
        Go(engine, 10);

        _stage.Store.Alerts.ReadAlerts().ShouldBeEmpty();
        _told.Sent.ShouldBeEmpty();
    }

    [Fact]
    public void A_group_waits_is_told_once_and_hears_of_the_end_once()
    {
        AlertEngine engine = Engine(Hot());
        _temperature = 90;
        Go(engine, 20);
        _told.Sent.ShouldBeEmpty();
        Go(engine, 200);
        _told.Sent.ShouldHaveSingleItem().IsFiring.ShouldBeTrue();

        _temperature = 60;
        Go(engine, 400);
        _told.Sent.Count.ShouldBe(2);
        _told.Sent[^1].Alerts.ShouldHaveSingleItem().State.ShouldBe(AlertState.Resolved);
        Go(engine, 400);
        _told.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public void What_goes_on_is_told_again_from_time_to_time()
    {
        AlertEngine engine = Engine(Hot(), options => options with { RepeatIntervalSeconds = 600 });
        _temperature = 90;

        Go(engine, 1400);

        _told.Sent.Count.ShouldBe(3);
        _told.Sent.Select(one => one.Key).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void A_restart_forgets_nothing_and_tells_nobody_twice()
    {
        _temperature = 90;
        Go(Engine(Hot() with { ForSeconds = 60 }), 40);
        State().ShouldBe(AlertState.Pending);

        // Each goes on where the one before it was killed.
        Go(Engine(Hot() with { ForSeconds = 60 }, options => options), 40, after: 40);
        State().ShouldBe(AlertState.Firing);
        Go(Engine(Hot() with { ForSeconds = 60 }), 120, after: 40);
        Go(Engine(Hot() with { ForSeconds = 60 }), 120, after: 40);

        _told.Sent.ShouldHaveSingleItem();
    }

    [Fact]
    public void Of_two_servers_one_evaluates()
    {
        AlertEngine first = Engine(Hot());
        AlertEngine second = Engine(Hot());
        _temperature = 90;
        for (int i = 0; i < 20; i++)
        {
            Play(5);
            first.Evaluate();
            second.Evaluate();
        }

        first.Status.IsOurTurn.ShouldBeTrue();
        second.Status.IsOurTurn.ShouldBeFalse();
        Deliver(first);
        Deliver(second);
        _told.Sent.ShouldHaveSingleItem();
    }

    [Fact]
    public void What_is_silenced_is_listed_and_not_told()
    {
        _stage.Store.Alerts.SaveSilence(new Silence { Matchers = [new LabelMatcher("alertname", "h.*", IsRegex: true)], StartsAt = Stage.Start, EndsAt = Stage.Start + 200, CreatedBy = "me", Comment = "" });
        AlertEngine engine = Engine(Hot());
        _temperature = 90;

        Go(engine, 190);
        State().ShouldBe(AlertState.Firing);
        _told.Sent.ShouldBeEmpty();
        Go(engine, 60);
        _told.Sent.ShouldHaveSingleItem();
    }

    [Fact]
    public void What_a_worse_alert_says_too_is_not_told()
    {
        AlertEngine engine = Engine([Hot(), Hot(85) with { Name = "burning", Severity = AlertSeverity.Critical, Inhibits = ["hot"] }]);
        _temperature = 90;

        Go(engine, 120);

        _stage.Store.Alerts.ReadAlerts().Count(alert => alert.State == AlertState.Firing).ShouldBe(2);
        _told.Sent.ShouldHaveSingleItem().Alerts.ShouldHaveSingleItem().Rule.ShouldBe("burning");
    }

    [Fact]
    public void A_receiver_hears_only_what_it_wants()
    {
        AlertEngine engine = Engine(Hot(), options => options with
        {
            Receivers = [options.Receivers[0] with { LeastSeverity = AlertSeverity.Critical }, options.Receivers[0] with { Name = "other", Match = [new LabelMatcher("team", "web")] }],
        });
        _temperature = 90;

        Go(engine, 120);

        _told.Sent.ShouldBeEmpty();
    }

    [Fact]
    public void The_end_of_a_run_resolves_what_was_read_of_it()
    {
        AlertEngine engine = Engine(Hot());
        _temperature = 90;
        Go(engine, 60);
        _stage.End();
        _time.Now = _stage.Now + 5;
        engine.Evaluate();

        State().ShouldBe(AlertState.Resolved);
    }

    [Fact]
    public void A_receiver_that_is_away_is_tried_again_and_told_once()
    {
        _told.Answers.Enqueue(Delivery.Later("away"));
        _told.Answers.Enqueue(Delivery.Later("still away", retryAfterSeconds: 90));
        AlertEngine engine = Engine(Hot());
        _temperature = 90;
        Go(engine, 100);
        _told.Sent.Count.ShouldBe(2);
        Go(engine, 100);
        _told.Sent.Count.ShouldBe(3);
        Go(engine, 100);

        _told.Sent.Count.ShouldBe(3);
        _told.Sent.Select(one => one.Key).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public void What_a_receiver_refuses_is_given_up()
    {
        _told.Answers.Enqueue(Delivery.Never("no such channel"));
        AlertEngine engine = Engine(Hot());
        _temperature = 90;

        Go(engine, 200);

        DeliveryCounts counts = _stage.Store.Alerts.ReadDeliveries().ShouldHaveSingleItem();
        counts.Failed.ShouldBe(1);
        counts.LastError.ShouldBe("no such channel");
    }

    public void Dispose() => _stage.Dispose();

    private static AlertRule Hot(double limit = 80) => new()
    {
        Name = "hot",
        Severity = AlertSeverity.Warning,
        Title = "",
        Series = new SeriesSelector(SubjectKind.Gpu, "gpu", "*", GpuMetrics.Temperature.Name, null),
        Condition = new ThresholdCondition(limit, above: true),
        Labels = new Dictionary<string, string> { ["team"] = "ml" },
        Summary = "{subject} on {host}: {value}",
    };

    private AlertEngine Engine(AlertRule rule, Func<AlertOptions, AlertOptions>? change = null) => Engine([rule], change);

    private AlertEngine Engine(IReadOnlyList<AlertRule> rules, Func<AlertOptions, AlertOptions>? change = null)
    {
        var options = new AlertOptions { Rules = rules, Receivers = [new Receiver { Name = "people", Notifier = _told }] };
        return new AlertEngine(change?.Invoke(options) ?? options, _stage.Store, _stage.Store.Live, _stage.Store.Alerts, _time);
    }

    private AlertState? State() => _stage.Store.Alerts.ReadAlerts().SingleOrDefault()?.State;

    private void Play(int seconds)
    {
        _stage.Play(seconds, (stage, _) => Stage.Set(stage.Gpu, GpuMetrics.Temperature, _temperature));
        _time.Now = _stage.Now;
    }

    private void Go(AlertEngine engine, int seconds, int after = 0)
    {
        if (after > 0)
        {
            Play(after);
        }

        for (int i = 0; i < seconds; i += 5)
        {
            Play(5);
            engine.Evaluate();
            engine.Status.LastError.ShouldBeNull();
            Deliver(engine);
        }
    }

    private static void Deliver(AlertEngine engine) => engine.DeliverAsync(CancellationToken.None).GetAwaiter().GetResult();

    private sealed class Recorder : INotifier
    {
        public string Kind => "test";

        public List<AlertNotification> Sent { get; } = [];

        public ConcurrentQueue<Delivery> Answers { get; } = new();

        public Task<Delivery> SendAsync(AlertNotification notification, CancellationToken cancellationToken)
        {
            Sent.Add(notification);
            return Task.FromResult(Answers.TryDequeue(out Delivery answer) ? answer : Delivery.Done);
        }
    }
}
