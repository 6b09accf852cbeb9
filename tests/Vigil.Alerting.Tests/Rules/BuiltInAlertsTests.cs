using System.Text.Json.Nodes;
using Vigil.Alerting.Engine;
using Vigil.Alerting.Rules;
using Vigil.Alerting.Settings;
using Vigil.Alerting.Tests.Support;
using Vigil.Core.Alerts;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Training;
using Vigil.Testing;

namespace Vigil.Alerting.Tests.Rules;

/// <summary>Each rule that comes with Vigil fires where it should, over a real store, and nowhere else.</summary>
public class BuiltInAlertsTests
{
    private const long Gibibyte = 1L << 30;

    private static readonly Dictionary<string, Action<Stage>> s_scenes = new()
    {
        ["memory_high"] = stage => stage.Play(90, (s, _) => Stage.Set(s.Machine, SystemMetrics.MemoryUsed, 91 * Gibibyte)),
        ["memory_critical"] = stage => stage.Play(60, (s, _) => Stage.Set(s.Machine, SystemMetrics.MemoryUsed, 96 * Gibibyte)),
        ["memory_forecast"] = stage => stage.Play(900, (s, i) => Stage.Set(s.Machine, SystemMetrics.MemoryUsed, (40 * Gibibyte) + (i * 50L << 20) + (i % 7 << 20))),
        ["container_memory_high"] = stage => stage.Play(90, (s, _) => Stage.Set(s.Cgroup, CgroupMetrics.MemoryWorkingSet, 58 * Gibibyte)),
        ["container_memory_critical"] = stage => stage.Play(60, (s, _) => Stage.Set(s.Cgroup, CgroupMetrics.MemoryWorkingSet, 62 * Gibibyte)),
        ["container_memory_forecast"] = stage => stage.Play(900, (s, i) => Stage.Set(s.Cgroup, CgroupMetrics.MemoryWorkingSet, (20 * Gibibyte) + (i * 40L << 20) + (i % 7 << 20))),
        ["swap_pressure"] = stage => stage.Play(5).Happen(EventTypes.SwapPressure),
        ["cpu_high"] = stage => stage.Play(1200, (s, i) => Stage.Set(s.Machine, SystemMetrics.CpuIdle, i * 20)),
        ["io_wait_high"] = stage => stage.Play(300, (s, i) => Stage.Set(s.Machine, SystemMetrics.CpuIoWait, i * 160)),
        ["disk_low"] = stage => stage.Play(90, (s, _) => Stage.Set(s.Disk, FileSystemMetrics.Available, 4 * Gibibyte)),
        ["disk_full_soon"] = stage => stage.Play(1800, (s, i) => Stage.Set(s.Disk, FileSystemMetrics.Available, (300 * Gibibyte) - (i * 60L << 20) - (i % 5 << 20))),
        ["gpu_underutilized"] = stage => stage.Play(1000, (s, _) => Stage.Set(s.Gpu, GpuMetrics.Utilization, 30)),
        ["gpu_temperature_high"] = stage => stage.Play(90, (s, _) => Stage.Set(s.Gpu, GpuMetrics.Temperature, 83)),
        ["gpu_memory_errors"] = stage => stage.Play(120, (s, i) => Stage.Set(s.Gpu, GpuMetrics.EccUncorrected, i < 83 ? 0 : 1)),
        ["gpu_lost"] = stage => stage.Play(5).Happen(EventTypes.GpuLost),
        ["out_of_memory"] = stage => stage.Play(5).Happen(EventTypes.CgroupOom),
        ["loss_not_finite"] = stage => stage.Play(5).Happen(EventTypes.Nan),
        ["run_failed"] = stage => stage.Play(5).Happen(EventTypes.TrainingEnd, new JsonObject { ["cause"] = "error", ["explanation"] = "Exit code 1." }),
        ["step_time_anomaly"] = stage => stage.Play(1200, (s, i) => s.Write(Step(s.Now, i, i < 800 ? 0.5 + (i % 5 * 0.01) : 3))),
        ["critical_finding"] = stage =>
        {
            stage.Play(5);
            stage.Store.SaveReport(new StoredReport
            {
                RunId = Stage.RunId,
                CreatedAt = stage.Now,
                Summary = [],
                Recommendations = [new JsonObject { ["severity"] = "critical", ["title"] = "Use fewer workers", ["rule"] = "VIG001" }],
            });
        },
        ["recording_silent"] = stage => stage.Play(30).Silence(120),
        ["recording_incomplete"] = stage => stage.Play(120, (s, i) => Stage.Set(s.Recorder, RecorderMetrics.DroppedSamples, i < 83 ? 0 : 7)),
    };

    /// <summary>Rules that say the same thing less urgently, or sooner: they may fire as well.</summary>
    private static readonly Dictionary<string, string[]> s_together = new()
    {
        ["memory_critical"] = ["memory_high"],
        ["memory_forecast"] = ["memory_high", "memory_critical"],
        ["container_memory_critical"] = ["container_memory_high"],
        ["container_memory_forecast"] = ["container_memory_high", "container_memory_critical"],
    };

    public static TheoryData<string> Names => [.. BuiltInAlerts.All.Select(rule => rule.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_fires_on_what_it_is_for_and_alone(string name)
    {
        using var stage = new Stage();
        s_scenes.ShouldContainKey(name, "a rule needs a scene here");

        string[] fired = Fired(stage, s_scenes[name]);

        fired.ShouldContain(name);
        fired.Except(s_together.GetValueOrDefault(name, [])).ShouldBe([name]);
    }

    [Fact]
    public void A_healthy_record_raises_none()
    {
        using var stage = new Stage();

        Fired(stage, s => s.Play(1800, (at, i) => at.Write(Step(at.Now, i, 0.5 + (i % 5 * 0.01)))).Happen(EventTypes.CheckpointSaved)
            .Happen(EventTypes.TrainingEnd, new JsonObject { ["cause"] = "success" })).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_a_page_that_says_what_it_asks(string name)
    {
        AlertRule rule = BuiltInAlerts.All.Single(one => one.Name == name);
        string path = Repository.At($"docs/alerts/{name}.md");
        string page = File.ReadAllText(path);
        int start = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = page.IndexOf(End, StringComparison.Ordinal);
        string written = page[..start] + Facts(rule) + page[end..];
        if (Environment.GetEnvironmentVariable("VIGIL_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, written);
            page = written;
        }

        page.ShouldStartWith($"# {name}\n\n{rule.Title}\n");
        page.ShouldBe(written, "VIGIL_UPDATE_GOLDEN=1 writes it anew");
    }

    private const string Begin = "<!-- generated: alert -->\n";
    private const string End = "<!-- end of alert -->";

    private static string Facts(AlertRule rule) => $"""

        | | |
        |---|---|
        | Asks | {rule.Asks} |
        | For | {Words.Quantity.Duration(rule.ForSeconds)} |
        | Keeps firing for | {Words.Quantity.Duration(rule.KeepFiringSeconds)} |
        | Severity | {EnumNames.ToSnakeCase(rule.Severity)} |
        | Of | {string.Join(", ", rule.Records.Select(EnumNames.ToSnakeCase))} |
        | Not told meanwhile | {(rule.Inhibits.Count == 0 ? "–" : string.Join(", ", rule.Inhibits))} |


        """;

    private static StepReading Step(double at, int number, double seconds) => new() { UnixSeconds = at, Step = number, Source = StepSource.Output, StepSeconds = seconds };

    private static string[] Fired(Stage stage, Action<Stage> scene)
    {
        scene(stage);
        var time = new ManualTime(Stage.Start);
        var engine = new AlertEngine(new AlertOptions(), stage.Store, stage.Store.Live, stage.Store.Alerts, time);
        for (double now = Stage.Start + 5; now <= stage.Now + 10; now += 5)
        {
            time.Now = now;
            engine.Evaluate();
            engine.Status.LastError.ShouldBeNull();
        }

        return [.. stage.Store.Alerts.ReadHistory(new AlertHistoryFilter { Limit = 1000 }).Where(entry => entry.Alert.State == AlertState.Firing).Select(entry => entry.Alert.Rule).Distinct().Order()];
    }
}
