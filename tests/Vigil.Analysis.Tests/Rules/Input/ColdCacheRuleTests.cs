using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Input;

public class ColdCacheRuleTests
{
    [Fact]
    public void Fires_when_the_first_epoch_is_several_times_slower() => Run(first: 1, later: 0.2).Judge<ColdCacheRule>().ShouldFire().Evidence[0].Value.ShouldNotBeNull().ShouldBe(5, 0.01);

    [Fact]
    public void Stays_silent_when_it_is_somewhat_slower() => Run(first: 0.55, later: 0.2).Judge<ColdCacheRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_to_one_epoch() => new EvidenceBuilder().System(Scene.Cpu(4, 50)).Steps(60, step => step with { StepSeconds = 1, Epoch = 0 }).Judge<ColdCacheRule>().ShouldNotApply();

    [Fact]
    public void Lacks_data_when_the_second_epoch_has_just_begun() => new EvidenceBuilder().System(Scene.Cpu(4, 50))
        .Steps(60, step => step with { StepSeconds = 1, Epoch = step.Step > 58 ? 1 : 0 }).Judge<ColdCacheRule>().ShouldLackData();

    private static EvidenceBuilder Run(double first, double later) => new EvidenceBuilder().System(Scene.Cpu(4, 50))
        .Steps(60, step => step with { StepSeconds = step.Step <= 30 ? first : later, Epoch = step.Step <= 30 ? 0 : 1 });
}
