using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Input;

public class SlowFirstStepRuleTests
{
    [Fact]
    public void Fires_when_the_first_step_takes_a_multiple() => Run(30).Judge<SlowFirstStepRule>().ShouldFire().Title.ShouldContain("29");

    [Fact]
    public void Stays_silent_when_it_costs_little() => Run(9).Judge<SlowFirstStepRule>().ShouldBeQuiet();

    [Fact]
    public void Lacks_data_after_a_few_steps() => new EvidenceBuilder(seconds: 40).Steps(4, step => step with { StepSeconds = 10 }).Judge<SlowFirstStepRule>().ShouldLackData();

    [Fact]
    public void Does_not_apply_without_steps() => new EvidenceBuilder().System(Scene.Cpu(4, 50)).Judge<SlowFirstStepRule>().ShouldNotApply();

    private static EvidenceBuilder Run(double first) => new EvidenceBuilder().System(Scene.Cpu(4, 50)).Steps(60, step => step with { StepSeconds = step.Step == 1 ? first : 1 });
}
