using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class ThermalThrottlingRuleTests
{
    [Fact]
    public void Warns_when_heat_lowers_the_clocks()
    {
        Finding finding = Run(t => t < 40 ? 70 : 86, t => t < 40 ? 1.9e9 : 1.4e9).Judge<ThermalThrottlingRule>().ShouldFire();
        finding.Severity.ShouldBe(Severity.Warning);
        finding.Remedies[0].Effect!.Low.ShouldBe(-26, 1);
    }

    [Fact]
    public void Warns_when_the_driver_names_heat_as_the_reason() => Run(_ => 79, _ => 1.9e9, reasons: 0x20).Judge<ThermalThrottlingRule>().ShouldFire().Severity.ShouldBe(Severity.Warning);

    [Fact]
    public void Tells_of_heat_that_does_no_harm_yet() => Run(_ => 81, _ => 1.9e9).Judge<ThermalThrottlingRule>().ShouldFire().Severity.ShouldBe(Severity.Info);

    [Fact]
    public void Stays_silent_just_below() => Run(_ => 80, _ => 1.9e9).Judge<ThermalThrottlingRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_without_a_temperature() => new EvidenceBuilder().Gpu("g", Scene.Utilization(95)).Judge<ThermalThrottlingRule>().ShouldNotApply();

    private static EvidenceBuilder Run(Func<double, double> celsius, Func<double, double> clock, long reasons = 0) => new EvidenceBuilder()
        .Gpu("g", Scene.Utilization(95), (GpuMetrics.Temperature, celsius), (GpuMetrics.SmClock, clock), (GpuMetrics.ThrottleReasons, _ => reasons));
}
