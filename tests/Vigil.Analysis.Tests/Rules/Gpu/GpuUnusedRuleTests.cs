using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class GpuUnusedRuleTests
{
    [Fact]
    public void Fires_when_training_goes_on_beside_an_idle_gpu() => Run().Gpu("g", Scene.Utilization(0)).Steps(60).Judge<GpuUnusedRule>().ShouldFire().Title.ShouldBe("Training on the CPU beside an idle GPU");

    [Fact]
    public void Stays_silent_when_the_gpu_works() => Run().Gpu("g", Scene.Utilization(30)).Steps(60).Judge<GpuUnusedRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_a_process_of_the_run_is_on_it() => Run().Gpu("g", Scene.Utilization(0))
        .Subject(SubjectKind.GpuProcess, "g/10", [], (GpuProcessMetrics.MemoryUsed, _ => 1e9)).Steps(60).Judge<GpuUnusedRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_without_a_gpu() => Run().Steps(60).Judge<GpuUnusedRule>().ShouldNotApply();

    [Fact]
    public void Does_not_apply_when_nothing_is_trained() => new EvidenceBuilder().Gpu("g", Scene.Utilization(0)).Process(10, ProcessRoles.Main, Scene.Process(0.1)).Judge<GpuUnusedRule>().ShouldNotApply();

    [Fact]
    public void Lacks_data_in_half_a_minute() => new EvidenceBuilder(seconds: 40).Gpu("g", Scene.Utilization(0)).Process(10, ProcessRoles.Main, Scene.Process(2)).Judge<GpuUnusedRule>().ShouldLackData();

    private static EvidenceBuilder Run() => new EvidenceBuilder().System(Scene.Cpu(8, 30)).Process(10, ProcessRoles.Main, Scene.Process(2));
}
