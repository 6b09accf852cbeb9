using Vigil.Operations.Health;

namespace Vigil.Operations.Tests.Health;

/// <summary>What becomes of results: thresholds, hysteresis, dependencies, devices.</summary>
public class HealthMonitorTests
{
    [Theory]
    [InlineData(10, false, CheckState.Healthy)]
    [InlineData(80, false, CheckState.Healthy)]
    [InlineData(81, false, CheckState.Warning)]
    [InlineData(96, false, CheckState.Critical)]
    [InlineData(4, true, CheckState.Critical)]
    public async Task Thresholds_judge_values(double value, bool isLowBad, CheckState expected)
    {
        HealthCheck check = Check("memory", () => CheckResult.Healthy(value)) with { Warning = isLowBad ? 50 : 80, Critical = isLowBad ? 5 : 95, IsLowBad = isLowBad, Unit = "%" };
        (CheckStatus status, _) = await RunOnceAsync(check);

        status.State.ShouldBe(expected);
        status.Value.ShouldBe(value);
        (status.Reason is null).ShouldBe(expected == CheckState.Healthy);
    }

    [Fact]
    public async Task A_state_needs_so_many_of_the_newest_results()
    {
        bool[] isBad = [false, true, false, true, true, false, true, false, false];
        int turn = 0;
        var states = new List<CheckState>();
        using var running = new RunningCheck(Check("flaky", () => isBad[turn++] ? CheckResult.Critical("no") : CheckResult.Healthy()) with { Failures = 3, Window = 4 }, TimeProvider.System);
        for (int i = 0; i < isBad.Length; i++)
        {
            await running.RunAsync(_ => Task.FromResult<string?>(null), default);
            states.Add(running.Status.State);
        }

        // Of the fifth result's last four three were bad; of the eighth's two.
        states.ShouldBe([CheckState.Healthy, CheckState.Healthy, CheckState.Healthy, CheckState.Healthy, CheckState.Critical, CheckState.Healthy, CheckState.Critical, CheckState.Healthy, CheckState.Healthy]);
    }

    [Fact]
    public async Task A_check_whose_dependency_fails_is_not_blamed()
    {
        bool isUp = true;
        var changes = new List<HealthChange>();
        using var monitor = new HealthMonitor(TimeProvider.System, changes.Add);
        CheckResult Answer() => isUp ? CheckResult.Healthy() : CheckResult.Critical("refused");
        monitor.RegisterCheck(Check("page", Answer) with { DependsOn = ["api"] });
        monitor.RegisterCheck(Check("api", Answer) with { DependsOn = ["database"] });
        monitor.RegisterCheck(Check("database", Answer));
        await monitor.RefreshAsync(default);
        monitor.Overall().State.ShouldBe(CheckState.Healthy);

        isUp = false;
        await AgainAsync(monitor);
        monitor.Statuses.Select(status => status.State).ShouldBe([CheckState.Unknown, CheckState.Unknown, CheckState.Critical]);
        monitor.Statuses.Select(status => status.BlamedOn).ShouldBe(["database", "database", null]);
        monitor.Overall().Reasons.ShouldContain("database: refused");

        isUp = true;
        await AgainAsync(monitor);
        await AgainAsync(monitor);
        monitor.Overall().State.ShouldBe(CheckState.Healthy);
        changes.Count(change => change.After.State == CheckState.Critical).ShouldBe(1);
    }

    [Fact]
    public async Task What_throws_and_what_hangs_is_critical_with_its_reason()
    {
        (CheckStatus thrown, _) = await RunOnceAsync(Check("thrown", () => throw new InvalidOperationException("out of order")));
        (CheckStatus hanging, _) = await RunOnceAsync(new HealthCheck { Name = "hanging", Timeout = TimeSpan.FromMilliseconds(50), Run = async _ => { await new TaskCompletionSource().Task; return default; } });

        thrown.Reason.ShouldBe("out of order");
        thrown.State.ShouldBe(CheckState.Critical);
        hanging.Reason.ShouldBe("no answer within 0.05 s");
        hanging.State.ShouldBe(CheckState.Critical);
    }

    [Fact]
    public async Task Devices_are_judged_apart()
    {
        using var monitor = new HealthMonitor(TimeProvider.System);
        monitor.RegisterCheck(Check("here", () => CheckResult.Healthy()));
        monitor.RegisterCheck(Check("there", () => CheckResult.Critical("gone")) with { Device = "worker-1" });
        await monitor.RefreshAsync(default);

        monitor.Devices().Select(device => (device.Device, device.State)).ShouldBe([(null, CheckState.Healthy), ("worker-1", CheckState.Critical)]);
        monitor.Overall().State.ShouldBe(CheckState.Critical);
    }

    [Fact]
    public async Task Rings_and_unknown_names_are_refused_before_anything_runs()
    {
        using var monitor = new HealthMonitor(TimeProvider.System);
        monitor.RegisterCheck(Check("a", () => CheckResult.Healthy()) with { DependsOn = ["b"] });
        monitor.RegisterCheck(Check("b", () => CheckResult.Healthy()) with { DependsOn = ["a", "c"] });

        string message = (await Should.ThrowAsync<ArgumentException>(() => monitor.RunAsync(default))).Message;
        message.ShouldContain("b: depends on c, which is no check.");
        message.ShouldContain("a: depends on itself");
    }

    [Fact]
    public void Names_are_taken_once_and_numbers_must_fit()
    {
        using var monitor = new HealthMonitor(TimeProvider.System);
        monitor.RegisterCheck(Check("a", () => CheckResult.Healthy()));

        Should.Throw<ArgumentException>(() => monitor.RegisterCheck(Check("a", () => CheckResult.Healthy())));
        Should.Throw<ArgumentException>(() => monitor.RegisterCheck(Check("b", () => CheckResult.Healthy()) with { Failures = 3, Window = 2 }));
    }

    [Fact]
    public async Task It_checks_again_and_again_until_it_is_stopped()
    {
        var thrice = new TaskCompletionSource();
        int runs = 0;
        using var monitor = new HealthMonitor(TimeProvider.System);
        monitor.RegisterCheck(Check("often", () =>
        {
            if (++runs == 3)
            {
                thrice.SetResult();
            }

            return CheckResult.Healthy();
        }) with { Interval = TimeSpan.FromMilliseconds(10) });
        using var stop = new CancellationTokenSource();
        Task running = monitor.RunAsync(stop.Token);

        await thrice.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await stop.CancelAsync();
        await running.WaitAsync(TimeSpan.FromSeconds(30));
    }

    // With the shortest interval every check is due again at once.
    private static async Task AgainAsync(HealthMonitor monitor)
    {
        await Task.Delay(5);
        await monitor.RefreshAsync(default);
    }

    private static async Task<(CheckStatus Status, HealthChange? Change)> RunOnceAsync(HealthCheck check)
    {
        using var running = new RunningCheck(check, TimeProvider.System);
        HealthChange? change = await running.RunAsync(_ => Task.FromResult<string?>(null), default);
        return (running.Status, change);
    }

    private static HealthCheck Check(string name, Func<CheckResult> run) => new() { Name = name, Interval = TimeSpan.FromMilliseconds(1), Run = _ => ValueTask.FromResult(run()) };
}
