using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vigil.Operations.Health;
using Vigil.Server.Health;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Health;

/// <summary>Health as it is asked for, and with ASP.NET Core's health checks either way.</summary>
public class HealthApiTests
{
    [Fact]
    public async Task What_is_critical_makes_it_503_with_the_reason_and_is_kept()
    {
        bool isUp = true;
        var check = new HealthCheck { Name = "engine", Device = "worker-1", Interval = TimeSpan.FromMilliseconds(20), Run = _ => ValueTask.FromResult(isUp ? CheckResult.Healthy(3) : CheckResult.Critical("connection refused")) };
        await using StartedRoom room = await StartedRoom.CreateAsync(options => options with { HealthChecks = [check] });
        (await room.Room.GetAsync("/api/health"))["checks"]!["engine"]!.ToJsonString().ShouldBe("""{"status":"healthy","value":3}""");

        isUp = false;
        await Eventually.GetAsync<string>(async () => await StatusAsync(room, "/api/health") == HttpStatusCode.ServiceUnavailable ? "down" : null);
        using HttpResponseMessage full = await room.Room.Client.GetAsync(new Uri("/api/v1/health", UriKind.Relative));
        full.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        JsonNode body = JsonNode.Parse(await full.Content.ReadAsStringAsync())!;
        ((string)body["overall_status"]!).ShouldBe("critical");
        body["reasons"]!.AsArray().Select(reason => (string)reason!).ShouldContain("engine: connection refused");
        body["devices"]!.AsArray().Single(device => (string)device!["device_id"]! == "worker-1")!["status"]!.GetValue<string>().ShouldBe("critical");

        isUp = true;
        await Eventually.GetAsync<string>(async () => await StatusAsync(room, "/api/health") == HttpStatusCode.OK ? "up" : null);
        JsonArray history = await Eventually.GetAsync<JsonArray>(async () =>
            (await room.Room.GetAsync("/api/v1/health/history?check=engine"))["history"]!.AsArray() is { Count: >= 2 } found ? found : null);
        history.Select(change => (string)change!["to"]!).ShouldBe(["critical", "healthy"]);
        ((string)history[0]!["reason"]!).ShouldBe("connection refused");
        ((string)history[0]!["device"]!).ShouldBe("worker-1");
    }

    [Fact]
    public async Task A_machine_that_is_recorded_now_is_judged_and_one_that_is_not_is_unknown()
    {
        await using StartedRoom room = await StartedRoom.CreateAsync(options => options with { AdjustMachineCheck = check => check with { Interval = TimeSpan.FromMilliseconds(20) } });
        ((string)(await room.Room.GetAsync("/api/health"))["overall_status"]!).ShouldBe("unknown");

        double now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        await InventedRun.WriteAsync(room.Room.Store, "20300101-000000-aaaa", "now", startedAt: Math.Floor(now) - InventedRun.Samples);

        JsonNode health = await Eventually.GetAsync<JsonNode>(async () => await room.Room.GetAsync("/api/health") is var said && (string)said["overall_status"]! == "healthy" ? said : null);
        ((double)health["checks"]!["disk"]!["value"]!).ShouldBe(50);
    }

    [Theory]
    [InlineData("/api/v1/health/history?hours=0")]
    [InlineData("/api/v1/health/history?hours=NaN")]
    public async Task What_cannot_be_asked_is_refused(string address)
    {
        await using StartedRoom room = await StartedRoom.CreateAsync(options => options);
        await room.Room.GetAsync(address, HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(CheckState.Critical, HealthStatus.Unhealthy)]
    [InlineData(CheckState.Warning, HealthStatus.Degraded)]
    [InlineData(CheckState.Healthy, HealthStatus.Healthy)]
    public async Task Asp_net_asks_the_monitor(CheckState state, HealthStatus expected)
    {
        using var monitor = new HealthMonitor(TimeProvider.System);
        monitor.RegisterCheck(new HealthCheck { Name = "engine", Run = _ => ValueTask.FromResult(new CheckResult(state, null, "because")) });
        await monitor.RefreshAsync(default);
        using ServiceProvider services = new ServiceCollection().AddLogging().AddHealthChecks().AddCheck("vigil", new MonitorHealthCheck(monitor)).Services.BuildServiceProvider();

        HealthReport report = await services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        report.Status.ShouldBe(expected);
    }

    [Theory]
    [InlineData(HealthStatus.Unhealthy, CheckState.Critical)]
    [InlineData(HealthStatus.Degraded, CheckState.Warning)]
    [InlineData(HealthStatus.Healthy, CheckState.Healthy)]
    public async Task The_monitor_runs_checks_of_asp_net(HealthStatus said, CheckState expected)
    {
        using ServiceProvider services = new ServiceCollection().BuildServiceProvider();
        var registration = new HealthCheckRegistration("theirs", new Fixed(said), null, ["ready"], TimeSpan.FromSeconds(2));
        HealthCheck check = AspNetHealth.ToCheck(registration, services);
        using var monitor = new HealthMonitor(TimeProvider.System);
        monitor.RegisterCheck(check);
        await monitor.RefreshAsync(default);

        check.Timeout.ShouldBe(TimeSpan.FromSeconds(2));
        monitor.Overall().State.ShouldBe(expected);
        monitor.Overall().Reasons.ShouldBe(expected == CheckState.Healthy ? [] : ["theirs: so it is"]);
    }

    private static async Task<HttpStatusCode> StatusAsync(StartedRoom room, string address)
    {
        using HttpResponseMessage response = await room.Room.Client.GetAsync(new Uri(address, UriKind.Relative));
        return response.StatusCode;
    }

    private sealed class Fixed(HealthStatus status) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(new HealthCheckResult(status, "so it is"));
    }
}
