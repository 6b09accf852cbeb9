using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Input;

public class SlowStartRuleTests
{
    [Fact]
    public void Fires_when_the_first_step_comes_late() => Run(1500).Judge<SlowStartRule>().ShouldFire().Evidence[0].Value.ShouldNotBeNull().ShouldBe(25, 0.01);

    [Fact]
    public void Fires_while_a_live_run_still_waits_for_it() => new EvidenceBuilder(seconds: 1500, interval: 5).System(Scene.Cpu(4, 50)).Live().Judge<SlowStartRule>().ShouldFire();

    [Fact]
    public void Stays_silent_just_below() => Run(1140).Judge<SlowStartRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_to_a_run_that_took_no_step() => new EvidenceBuilder(seconds: 1500, interval: 5).System(Scene.Cpu(4, 50)).Judge<SlowStartRule>().ShouldNotApply();

    private static EvidenceBuilder Run(double first)
    {
        EvidenceBuilder run = new EvidenceBuilder(seconds: 1600, interval: 5).System(Scene.Cpu(4, 50));
        for (int i = 0; i < 20; i++)
        {
            run.Step(new() { UnixSeconds = EvidenceBuilder.Start + first + i, Step = i + 1, Source = Vigil.Core.Training.StepSource.Output });
        }

        return run;
    }
}
