using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Input;

public class StepTimeDriftRuleTests
{
    [Fact]
    public void Fires_when_steps_become_slower() => Run(0.5).Judge<StepTimeDriftRule>().ShouldFire().Remedies[0].Effect!.Low.ShouldBeInRange(-40, -25);

    [Fact]
    public void Stays_silent_when_they_hardly_do() => Run(0.05).Judge<StepTimeDriftRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_they_become_faster() => Run(-0.4).Judge<StepTimeDriftRule>().ShouldBeQuiet();

    [Fact]
    public void Lacks_data_after_a_few_steps() => new EvidenceBuilder().Steps(20).Judge<StepTimeDriftRule>().ShouldLackData();

    private static EvidenceBuilder Run(double growth) => new EvidenceBuilder(seconds: 600).System(Scene.Cpu(4, 50))
        .Steps(400, step => step with { StepSeconds = 1 + (growth * step.Step / 400) + (0.02 * (step.Step * 7919 % 13 / 13.0)) });
}
