using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class PcieTrafficRuleTests
{
    [Fact]
    public void Fires_when_the_bus_is_full() => Run(23e9).Judge<PcieTrafficRule>().ShouldFire().Evidence[0].Value.ShouldNotBeNull().ShouldBe(23, 0.1);

    [Fact]
    public void Advises_to_keep_on_the_device_what_is_offloaded() => Run(23e9).Setting(TrainingSetting.Offload, true, "offload").Judge<PcieTrafficRule>().ShouldFire()
        .Remedies[0].Setting.ShouldBe(TrainingSetting.Offload);

    [Fact]
    public void Stays_silent_just_below() => Run(19e9).Judge<PcieTrafficRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_when_traffic_is_not_known() => new EvidenceBuilder().Gpu("g", Scene.Utilization(95)).Judge<PcieTrafficRule>().ShouldNotApply();

    private static EvidenceBuilder Run(double speed) => new EvidenceBuilder().Gpu("g", Scene.Utilization(95), (GpuMetrics.PcieReceived, _ => speed), (GpuMetrics.PcieSent, _ => 1e9));
}
