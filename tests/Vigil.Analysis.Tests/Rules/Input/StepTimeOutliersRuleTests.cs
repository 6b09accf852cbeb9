using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Events;

namespace Vigil.Analysis.Tests.Rules.Input;

public class StepTimeOutliersRuleTests
{
    [Fact]
    public void Fires_when_slow_steps_cost_time_and_tells_what_coincides()
    {
        EvidenceBuilder run = Run(every: 20, slow: 8);
        for (int i = 1; i <= 15; i++)
        {
            run.Event(i * 20 * 0.4, EventTypes.CheckpointSaved);
        }

        Finding finding = run.Judge<StepTimeOutliersRule>().ShouldFire();
        finding.Explanation.ShouldContain("writing of checkpoints");
        finding.Severity.ShouldBe(Severity.Warning);
    }

    [Fact]
    public void Stays_silent_when_slow_steps_cost_next_to_nothing() => Run(every: 150, slow: 3).Judge<StepTimeOutliersRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_steps_vary_as_steps_do() => Run(every: 3, slow: 1.3).Judge<StepTimeOutliersRule>().ShouldBeQuiet();

    [Fact]
    public void Lacks_data_after_a_few_steps() => new EvidenceBuilder(seconds: 20).Steps(20, step => step with { StepSeconds = 1 }).Judge<StepTimeOutliersRule>().ShouldLackData();

    private static EvidenceBuilder Run(int every, double slow) => new EvidenceBuilder().System(Scene.Cpu(4, 50))
        .Steps(300, step => step with { StepSeconds = step.Step % every == 0 ? slow : 1 + (0.01 * (step.Step % 7)) });
}
