using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Rules.Input;

public class HighCpuRuleTests
{
    [Fact]
    public void Fires_when_other_programs_use_the_processors()
    {
        Finding finding = new EvidenceBuilder().System(Scene.Cpu(8, 95)).Process(10, ProcessRoles.Main, Scene.Process(1)).Judge<HighCpuRule>().ShouldFire();
        finding.Severity.ShouldBe(Severity.Warning);
        finding.Title.ShouldContain("Other programs");
    }

    [Fact]
    public void Is_told_when_loading_for_an_accelerator_leaves_no_room() => new EvidenceBuilder().System(Scene.Cpu(4, 90)).Gpu("g", Scene.Utilization(90))
        .Process(10, ProcessRoles.Main, Scene.Process(1)).Process(11, ProcessRoles.Worker, Scene.Process(2.5)).Judge<HighCpuRule>().ShouldFire().Severity.ShouldBe(Severity.Info);

    [Fact]
    public void Stays_silent_just_below() => new EvidenceBuilder().System(Scene.Cpu(8, 79)).Gpu("g", Scene.Utilization(90)).Judge<HighCpuRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_to_a_training_on_the_cpu() =>
        new EvidenceBuilder().System(Scene.Cpu(2, 98)).Process(10, ProcessRoles.Main, Scene.Process(1.9)).Judge<HighCpuRule>().ShouldNotApply();

    [Fact]
    public void Lacks_data_in_a_few_seconds() => new EvidenceBuilder(seconds: 8).System(Scene.Cpu(8, 97)).Judge<HighCpuRule>().ShouldLackData();
}
