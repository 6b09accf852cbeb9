using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class HardwareSlowdownRuleTests
{
    [Fact]
    public void Fires_when_the_hardware_slows_down() => Run(t => t % 10 == 0 ? 0x8 : 0).Judge<HardwareSlowdownRule>().ShouldFire().Title.ShouldBe("The hardware slows the GPU down");

    [Fact]
    public void Names_the_power_supply_when_it_brakes() => Run(t => t % 10 == 0 ? 0x88 : 0).Judge<HardwareSlowdownRule>().ShouldFire().Title.ShouldBe("The power supply brakes the GPU");

    [Fact]
    public void Leaves_heat_to_its_own_rule() => Run(t => t % 10 == 0 ? 0x48 : 0).Judge<HardwareSlowdownRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_it_happens_once() => Run(t => t == 60 ? 0x8 : 0).Judge<HardwareSlowdownRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_when_no_reasons_are_given() => new EvidenceBuilder().Gpu("g", Scene.Utilization(95)).Judge<HardwareSlowdownRule>().ShouldNotApply();

    private static EvidenceBuilder Run(Func<double, double> reasons) => new EvidenceBuilder()
        .Gpu("g", Scene.Utilization(95), (GpuMetrics.ThrottleReasons, reasons), (GpuMetrics.SmClock, t => reasons(t) > 0 ? 0.9e9 : 1.8e9));
}
