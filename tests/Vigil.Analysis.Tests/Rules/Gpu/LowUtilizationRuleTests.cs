using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class LowUtilizationRuleTests
{
    [Fact]
    public void Fires_when_accelerators_idle_for_most_of_the_time()
    {
        Finding finding = Run(35).Setting(TrainingSetting.BatchSize, 2.0, "batch_size").Judge<LowUtilizationRule>().ShouldFire();
        finding.Title.ShouldContain("35 %");
        finding.Remedies.ShouldHaveSingleItem().Setting.ShouldBe(TrainingSetting.BatchSize);
    }

    [Fact]
    public void Fires_when_they_are_never_really_busy() => Run(65).Judge<LowUtilizationRule>().ShouldFire().Evidence[0].Threshold.ShouldBe(70);

    [Fact]
    public void Stays_silent_just_above() => Run(71).Judge<LowUtilizationRule>().ShouldBeQuiet();

    [Fact]
    public void Leaves_out_the_time_before_the_first_step() => new EvidenceBuilder(seconds: 200).Gpu("g", (GpuMetrics.Utilization, t => t < 100 ? 0 : 95))
        .Step(new() { UnixSeconds = EvidenceBuilder.Start + 101, Step = 1, Source = Vigil.Core.Training.StepSource.Output })
        .Step(new() { UnixSeconds = EvidenceBuilder.Start + 150, Step = 50, Source = Vigil.Core.Training.StepSource.Output })
        .Step(new() { UnixSeconds = EvidenceBuilder.Start + 199, Step = 100, Source = Vigil.Core.Training.StepSource.Output }).Judge<LowUtilizationRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_without_an_accelerator() => new EvidenceBuilder().System(Scene.Cpu(4, 50)).Judge<LowUtilizationRule>().ShouldNotApply();

    [Fact]
    public void Lacks_data_in_a_few_seconds() => Run(35, seconds: 8).Judge<LowUtilizationRule>().ShouldLackData();

    private static EvidenceBuilder Run(double percent, double seconds = 120) => new EvidenceBuilder(seconds).System(Scene.Cpu(8, 30))
        .Gpu("g", Scene.Utilization(percent), (GpuMetrics.MemoryUsed, _ => 8e9), (GpuMetrics.MemoryTotal, _ => 24e9));
}
