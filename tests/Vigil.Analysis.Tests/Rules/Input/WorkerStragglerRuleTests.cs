using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Rules.Input;

public class WorkerStragglerRuleTests
{
    [Fact]
    public void Fires_when_every_fourth_of_four_workers_steps_is_slow()
    {
        Finding finding = Run([0.1, 0.1, 0.1, 0.2], slowTurn: 3).Judge<WorkerStragglerRule>().ShouldFire();
        finding.Explanation.ShouldContain("every 4th step");
        finding.Remedies[0].Effect!.IsMeasured.ShouldBeTrue();
    }

    [Fact]
    public void Stays_silent_when_rounds_begin_slowly_because_all_workers_are() => Run([0.9, 0.9, 0.9, 0.9], slowTurn: 3).Judge<WorkerStragglerRule>().ShouldBeQuiet();

    [Fact]
    public void Fires_when_one_worker_uses_a_multiple_of_its_share() => Run([0.95, 0.05, 0.05, 0.05]).Judge<WorkerStragglerRule>().ShouldFire().Explanation.ShouldContain("fair share");

    [Fact]
    public void Stays_silent_when_workers_share_the_work() => Run([0.5, 0.4, 0.6, 0.5]).Judge<WorkerStragglerRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_the_busiest_does_next_to_nothing() => Run([0.2, 0.01, 0.01, 0.01]).Judge<WorkerStragglerRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_to_a_single_worker() => Run([0.9]).Judge<WorkerStragglerRule>().ShouldNotApply();

    private static EvidenceBuilder Run(double[] cores, int slowTurn = -1)
    {
        EvidenceBuilder run = new EvidenceBuilder().System(Scene.Cpu(8, 40)).Process(10, ProcessRoles.Main, Scene.Process(0.5));
        for (int i = 0; i < cores.Length; i++)
        {
            run.Process(100 + i, ProcessRoles.Worker, Scene.Process(cores[i]));
        }

        return run.Steps(100, step => step with { StepSeconds = step.Step % 4 == slowTurn ? 2 : 0.5 });
    }
}
