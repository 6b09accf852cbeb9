using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class FluctuatingUtilizationRuleTests
{
    [Fact]
    public void Fires_when_utilisation_comes_and_goes() => new EvidenceBuilder().Gpu("g", (GpuMetrics.Utilization, t => t % 5 == 0 ? 2 : 98)).Judge<FluctuatingUtilizationRule>().ShouldFire();

    [Fact]
    public void Stays_silent_when_it_dips_now_and_then() => new EvidenceBuilder().Gpu("g", (GpuMetrics.Utilization, t => t % 40 == 0 ? 2 : 98)).Judge<FluctuatingUtilizationRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_it_is_low_all_the_time() => new EvidenceBuilder().Gpu("g", Scene.Utilization(9)).Judge<FluctuatingUtilizationRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_without_an_accelerator() => new EvidenceBuilder().System(Scene.Cpu(4, 50)).Judge<FluctuatingUtilizationRule>().ShouldNotApply();
}
