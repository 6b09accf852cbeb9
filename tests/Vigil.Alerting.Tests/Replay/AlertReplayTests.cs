using Vigil.Alerting.Replay;
using Vigil.Alerting.Settings;
using Vigil.Alerting.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Alerting.Tests.Replay;

public class AlertReplayTests
{
    [Fact]
    public void The_past_is_judged_as_it_was_seen_then_and_nothing_is_stored()
    {
        using var stage = new Stage();
        stage.Play(100).Play(200, (s, _) => Stage.Set(s.Gpu, GpuMetrics.Temperature, 90)).Play(100);

        ReplayResult result = AlertReplay.Run(new AlertOptions(), stage.Store, null, Stage.Start, stage.Now);

        result.Records.ShouldBe(1);
        result.StepSeconds.ShouldBe(5);
        ReplayedAlert fired = result.Alerts.ShouldHaveSingleItem();
        fired.Alert.Rule.ShouldBe("gpu_temperature_high");
        fired.StartsAt.ShouldBeInRange(Stage.Start + 160, Stage.Start + 166);
        fired.EndsAt!.Value.ShouldBeInRange(Stage.Start + 300, Stage.Start + 306);
        stage.Store.Alerts.ReadAlerts().ShouldBeEmpty();
        AlertReplay.Run(new AlertOptions(), stage.Store, "disk_low", Stage.Start, stage.Now).Alerts.ShouldBeEmpty();
    }
}
