using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Rules.Input;

public class TooFewWorkersRuleTests
{
    [Fact]
    public void Fires_when_nobody_loads_beside_the_training()
    {
        Finding finding = Run(cpu: 15, wait: 0.5).Judge<TooFewWorkersRule>().ShouldFire();
        finding.Title.ShouldBe("No workers load data");
        finding.Remedies[0].Value!.GetValue<int>().ShouldBe(1);
        finding.Remedies[0].Effect!.Low.ShouldBe(-50, 0.1);
    }

    [Fact]
    public void Recommends_as_many_as_the_measured_wait_asks_for()
    {
        Finding finding = Run(cpu: 30, wait: 0.5).Process(11, ProcessRoles.Worker, Scene.Process(0.9)).Process(12, ProcessRoles.Worker, Scene.Process(0.9))
            .Judge<TooFewWorkersRule>().ShouldFire();
        finding.Remedies[0].Value!.GetValue<int>().ShouldBe(4);
        finding.Remedies[0].Effect!.Expected.ShouldBe(-50, 0.5);
    }

    [Fact]
    public void Recommends_no_more_than_the_cores_can_run() => Run(cpu: 60, wait: 0.8, cores: 4).Process(11, ProcessRoles.Worker, Scene.Process(1)).Judge<TooFewWorkersRule>().ShouldFire()
        .Remedies[0].Value!.GetValue<int>().ShouldBe(3);

    [Fact]
    public void Stays_silent_when_hardly_anything_is_waited_for() => Run(cpu: 15, wait: 0.09).Judge<TooFewWorkersRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_no_core_is_left() => Run(cpu: 95, wait: 0.5).Judge<TooFewWorkersRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_when_nothing_tells_the_number_of_workers() =>
        new EvidenceBuilder().System(Scene.Cpu(8, 10)).Steps(120, step => step with { StepSeconds = 1, DataSeconds = 0.5 }).Judge<TooFewWorkersRule>().ShouldNotApply();

    private static EvidenceBuilder Run(double cpu, double wait, double cores = 8) => new EvidenceBuilder().System(Scene.Cpu(cores, cpu))
        .Process(10, ProcessRoles.Main, Scene.Process(1)).Steps(120, step => step with { StepSeconds = 1, DataSeconds = wait });
}
