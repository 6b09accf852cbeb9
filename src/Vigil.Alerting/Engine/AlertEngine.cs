using Vigil.Alerting.Notifiers;
using Vigil.Alerting.Settings;
using Vigil.Alerting.Watching;
using Vigil.Core.Alerts;
using Vigil.Core.Live;
using Vigil.Core.Runs;

namespace Vigil.Alerting.Engine;

/// <summary>
/// Evaluates rules over what is being recorded, keeps the state of alerts, and tells people.
/// <para>
/// Each evaluation: (1) takes its turn, so that of several servers on one database one evaluates; (2) asks every rule; (3)
/// moves alerts on; (4) decides who is told; (5) stores all of it in one transaction. What is to be told is delivered from
/// the store by a second loop: a crash between (2) and (5) leaves no trace, one after (5) loses nothing.
/// </para>
/// </summary>
public sealed class AlertEngine
{
    private const double TurnSeconds = 30;
    private const double ResolvedSeconds = 900;
    private const double PruneEverySeconds = 3600;
    private static readonly TimeSpan s_deliveryInterval = TimeSpan.FromSeconds(1);

    private readonly AlertOptions _options;
    private readonly IAlertStore _alerts;
    private readonly TimeProvider _time;
    private readonly LiveRecords _records;
    private readonly RuleObserver _observer;
    private readonly AlertStates _states;
    private readonly AlertGrouping _grouping;
    private readonly Deliveries _deliveries;
    private readonly string _owner = Guid.NewGuid().ToString("N");
    private bool _restored;
    private double _prunedAt = double.NegativeInfinity;

    /// <summary>Puts the parts together; nothing is evaluated yet.</summary>
    /// <param name="options">Rules, receivers and times.</param>
    /// <param name="store">What is watched.</param>
    /// <param name="live">Tells what is being recorded.</param>
    /// <param name="alerts">Where alerts are kept.</param>
    /// <param name="time">The clock.</param>
    /// <param name="levels">Answers for objectives; null where nobody does: burn-rate rules then never fire.</param>
    public AlertEngine(AlertOptions options, IRunStore store, ILiveReader live, IAlertStore alerts, TimeProvider time, IServiceLevels? levels = null)
    {
        _options = options;
        _alerts = alerts;
        _time = time;
        _records = new LiveRecords(store, live);
        _observer = new RuleObserver(options.Rules, levels);
        _states = new AlertStates(Math.Max(ResolvedSeconds, 2 * options.GroupIntervalSeconds));
        _grouping = new AlertGrouping(options);
        _deliveries = new Deliveries(options.Receivers, alerts, time);
        Status = new EngineStatus(0, 0, null, 0, null, false, 0);
    }

    /// <summary>Raised after an evaluation that changed something.</summary>
    public event EventHandler? Changed;

    /// <summary>How evaluation goes on.</summary>
    public EngineStatus Status { get; private set; }

    /// <summary>Rules, receivers and times.</summary>
    public AlertOptions Options => _options;

    /// <summary>Alerts that are pending, firing or lately resolved, and why nobody is told of some.</summary>
    public IReadOnlyList<ListedAlert> List()
    {
        double now = Now();
        IReadOnlyList<Alert> alerts = _alerts.ReadAlerts();
        IReadOnlyList<Silence> silences = _alerts.ReadSilences(now);
        return [.. alerts.Select(alert => new ListedAlert(alert, Suppression.SilencedBy(alert, silences, now), Suppression.InhibitedBy(alert, alerts, _options.Rules)))];
    }

    /// <summary>Evaluates and delivers until it is stopped.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Task evaluating = LoopAsync(TimeSpan.FromSeconds(_options.IntervalSeconds), _ => { Evaluate(); return Task.CompletedTask; }, cancellationToken);
        await Task.WhenAll(evaluating, LoopAsync(s_deliveryInterval, _deliveries.SendDueAsync, cancellationToken));
        GiveTurnBack();
    }

    /// <summary>Evaluates once, now. Not thread-safe.</summary>
    public void Evaluate()
    {
        double now = Now();
        long begun = _time.GetTimestamp();
        try
        {
            bool ours = _alerts.TryTakeTurn(_owner, now, now + TurnSeconds + _options.IntervalSeconds);
            if (ours)
            {
                EvaluateAt(now);
            }
            else
            {
                // What the other one decides meanwhile must be read again.
                _restored = false;
            }

            Status = Status with { Evaluations = Status.Evaluations + 1, LastAt = now, LastSeconds = _time.GetElapsedTime(begun).TotalSeconds, LastError = null, IsOurTurn = ours, LeftOut = _observer.LeftOut };
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The stage's boundary: a database that cannot be read now may be later, and nothing half decided is kept.
            _restored = false;
            Status = Status with { Evaluations = Status.Evaluations + 1, Failures = Status.Failures + 1, LastAt = now, LastError = exception.Message };
        }
    }

    /// <summary>Delivers what is due, once.</summary>
    public Task DeliverAsync(CancellationToken cancellationToken) => _deliveries.SendDueAsync(cancellationToken);

    // The next server need not wait until this one's turn runs out.
    private void GiveTurnBack()
    {
        try
        {
            _alerts.TryTakeTurn(_owner, Now(), Now());
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // It runs out by itself.
        }
    }

    private double Now() => _time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;

    private void EvaluateAt(double now)
    {
        if (!_restored)
        {
            AlertSnapshot snapshot = _alerts.ReadSnapshot();
            _observer.Restore(snapshot.Memories);
            _states.Restore(snapshot.Alerts);
            _grouping.Restore(snapshot.Groups);
            _restored = true;
        }

        IReadOnlyList<RecordView> records = _records.Read(now, _observer.LongestWindow);
        List<Observation> observations = _observer.Observe(records, now, _states.IsFiring);
        AlertRound round = _states.Advance(observations, _options.Rules, now) with { Memories = _observer.TakeChangedMemories() };
        IReadOnlyList<Silence> silences = _alerts.ReadSilences(now);
        Alert[] alerts = [.. _states.Alerts.Values];
        round = _grouping.Advance(round, alerts, alert => Suppression.SilencedBy(alert, silences, now).Count > 0 || Suppression.InhibitedBy(alert, alerts, _options.Rules).Count > 0, now);
        if (!round.IsEmpty && !_alerts.Save(_owner, round))
        {
            _restored = false;
            return;
        }

        if (now - _prunedAt >= PruneEverySeconds)
        {
            _alerts.Prune(now - (_options.KeepDays * 86_400));
            _prunedAt = now;
        }

        if (round.Alerts.Count + round.Forgotten.Count > 0)
        {
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    private async Task LoopAsync(TimeSpan interval, Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await act(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(interval, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
