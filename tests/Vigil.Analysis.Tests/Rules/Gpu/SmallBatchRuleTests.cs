using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class SmallBatchRuleTests
{
    [Fact]
    public void Fires_when_everything_has_room_and_says_how_far_the_batch_may_grow()
    {
        Finding finding = Run(gpu: 60, memory: 8e9).Setting(TrainingSetting.BatchSize, 4.0, "batch_size").Judge<SmallBatchRule>().ShouldFire();
        finding.Severity.ShouldBe(Severity.Info);
        finding.Remedies[0].Value!.GetValue<int>().ShouldBe(10);
    }

    [Fact]
    public void Takes_the_batch_size_from_the_steps() => Run(gpu: 60, memory: 8e9).Steps(50, step => step with { BatchSize = 4 }).Judge<SmallBatchRule>().ShouldFire().Remedies.ShouldNotBeEmpty();

    [Fact]
    public void Stays_silent_when_memory_is_used() => Run(gpu: 60, memory: 17e9).Judge<SmallBatchRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_the_accelerator_is_busy() => Run(gpu: 72, memory: 8e9).Judge<SmallBatchRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_when_memory_is_not_known() => new EvidenceBuilder().System(Scene.Cpu(8, 30)).Gpu("g", Scene.Utilization(60)).Judge<SmallBatchRule>().ShouldNotApply();

    private static EvidenceBuilder Run(double gpu, double memory) => new EvidenceBuilder().System(Scene.Cpu(8, 30))
        .Gpu("g", Scene.Utilization(gpu), (GpuMetrics.MemoryUsed, _ => memory), (GpuMetrics.MemoryTotal, _ => 24e9));
}
