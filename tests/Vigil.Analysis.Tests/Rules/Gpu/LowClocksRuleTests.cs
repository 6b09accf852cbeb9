using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class LowClocksRuleTests
{
    [Fact]
    public void Fires_when_a_busy_gpu_runs_slower_than_its_twin() => Run(1.1e9).Gpu("b", Scene.Utilization(95), (GpuMetrics.SmClock, _ => 1.9e9), (GpuMetrics.ThrottleReasons, _ => 0))
        .Judge<LowClocksRule>().ShouldFire().Evidence[0].Value.ShouldNotBeNull().ShouldBe(58, 0.5);

    [Fact]
    public void Stays_silent_when_the_driver_gives_a_reason() => Run(1.1e9, reasons: 0x4).Gpu("b", Scene.Utilization(95), (GpuMetrics.SmClock, _ => 1.9e9), (GpuMetrics.ThrottleReasons, _ => 0))
        .Judge<LowClocksRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_clocks_differ_a_little() => Run(1.5e9).Gpu("b", Scene.Utilization(95), (GpuMetrics.SmClock, _ => 1.9e9)).Judge<LowClocksRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_the_gpu_rests() => new EvidenceBuilder().Gpu("a", Scene.Utilization(20), (GpuMetrics.SmClock, t => t < 5 ? 1.9e9 : 0.4e9)).Judge<LowClocksRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_without_clocks() => new EvidenceBuilder().Gpu("a", Scene.Utilization(95)).Judge<LowClocksRule>().ShouldNotApply();

    private static EvidenceBuilder Run(double clock, long reasons = 0) => new EvidenceBuilder()
        .Gpu("a", Scene.Utilization(95), (GpuMetrics.SmClock, _ => clock), (GpuMetrics.ThrottleReasons, _ => reasons));
}
