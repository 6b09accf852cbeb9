using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Input;

public class CpuStealRuleTests
{
    [Fact]
    public void Fires_when_others_get_the_cpu_time() => new EvidenceBuilder().System(Scene.Cpu(4, 60, stealPercent: 15)).Judge<CpuStealRule>().ShouldFire()
        .Evidence[0].Value.ShouldNotBeNull().ShouldBe(15, 0.5);

    [Fact]
    public void Stays_silent_just_below() => new EvidenceBuilder().System(Scene.Cpu(4, 60, stealPercent: 4.5)).Judge<CpuStealRule>().ShouldBeQuiet();

    [Fact]
    public void Lacks_data_in_a_single_sample() => new EvidenceBuilder(seconds: 0).System(Scene.Cpu(4, 60, stealPercent: 15)).Judge<CpuStealRule>().ShouldLackData();

    [Fact]
    public void Thresholds_are_settings() => new CpuStealRule().Evaluate(
        new EvidenceBuilder().System(Scene.Cpu(4, 60, stealPercent: 15)).Build(),
        new RuleOptions(new Dictionary<string, double> { ["cpu_steal.percent"] = 20 })).ShouldBeQuiet();
}
