using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Input;

public class CpuBottleneckRuleTests
{
    [Fact]
    public void Fires_when_all_cores_are_busy_and_accelerators_idle()
    {
        Finding finding = Run(97, 7).Judge<CpuBottleneckRule>().ShouldFire();
        finding.Evidence[0].Value.ShouldNotBeNull().ShouldBe(100, 0.1);
    }

    [Fact]
    public void Stays_silent_when_the_cpu_is_just_below() => Run(89, 7).Judge<CpuBottleneckRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_accelerators_work() => Run(97, 60).Judge<CpuBottleneckRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_without_an_accelerator() => new EvidenceBuilder().System(Scene.Cpu(8, 97)).Judge<CpuBottleneckRule>().ShouldNotApply();

    [Fact]
    public void Lacks_data_in_a_few_seconds() => new EvidenceBuilder(seconds: 8).System(Scene.Cpu(8, 97)).Gpu("g", Scene.Utilization(7)).Judge<CpuBottleneckRule>().ShouldLackData();

    private static EvidenceBuilder Run(double cpu, double gpu) => new EvidenceBuilder().System(Scene.Cpu(8, cpu)).Gpu("g", Scene.Utilization(gpu));
}
