using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class GpuGapsRuleTests
{
    [Fact]
    public void Fires_when_work_stops_again_and_again() => new EvidenceBuilder().Gpu("g", (GpuMetrics.Utilization, t => t % 10 < 3 ? 0 : 98)).Judge<GpuGapsRule>().ShouldFire()
        .Evidence[0].Value.ShouldNotBeNull().ShouldBeInRange(25, 31);

    [Fact]
    public void Stays_silent_when_gaps_are_few() => new EvidenceBuilder().Gpu("g", (GpuMetrics.Utilization, t => t % 30 < 2 ? 0 : 98)).Judge<GpuGapsRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_about_what_comes_after_the_work() => new EvidenceBuilder().Gpu("g", (GpuMetrics.Utilization, t => t > 60 ? 0 : 98)).Judge<GpuGapsRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_to_accelerators_that_never_work() => new EvidenceBuilder().Gpu("g", Scene.Utilization(0)).Judge<GpuGapsRule>().ShouldNotApply();
}
