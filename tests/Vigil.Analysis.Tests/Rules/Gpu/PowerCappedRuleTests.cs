using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class PowerCappedRuleTests
{
    [Fact]
    public void Fires_when_the_limit_costs_clock() => Run(t => t % 2 == 0 ? 4 : 0, t => t % 2 == 0 ? 1.4e9 : 1.9e9).Judge<PowerCappedRule>().ShouldFire().Remedies[0].Effect!.Low.ShouldBe(-13, 1);

    [Fact]
    public void Stays_silent_when_the_limit_is_only_touched() => Run(_ => 4, t => t % 2 == 0 ? 1.85e9 : 1.9e9).Judge<PowerCappedRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_clocks_fall_for_want_of_work() => Run(_ => 0, t => t % 2 == 0 ? 0.6e9 : 1.9e9).Judge<PowerCappedRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_when_no_reasons_are_given() => new EvidenceBuilder().Gpu("g", Scene.Utilization(95)).Judge<PowerCappedRule>().ShouldNotApply();

    private static EvidenceBuilder Run(Func<double, double> reasons, Func<double, double> clock) => new EvidenceBuilder()
        .Gpu("g", Scene.Utilization(95), (GpuMetrics.ThrottleReasons, reasons), (GpuMetrics.SmClock, clock), (GpuMetrics.PowerLimit, _ => 300));
}
