using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Rules.Input;

public class TooManyWorkersRuleTests
{
    [Fact]
    public void Fires_when_workers_outnumber_the_cores()
    {
        Finding finding = Run(workers: 16, cores: 4).Judge<TooManyWorkersRule>().ShouldFire();
        finding.Remedies[0].Setting.ShouldBe(TrainingSetting.NumWorkers);
        finding.Remedies[0].Value!.GetValue<int>().ShouldBe(4);
        finding.Remedies[0].Effect!.Quantity.ShouldBe("memory");
        finding.Remedies[0].Effect!.Low.ShouldBe(-12e9, 1);
    }

    [Fact]
    public void Counts_the_limit_of_the_control_group_as_the_cores() => Run(workers: 8, cores: 64).Cgroup((CgroupMetrics.CpuLimit, _ => 2), (CgroupMetrics.CpuTime, t => t * 2))
        .Judge<TooManyWorkersRule>().ShouldFire();

    [Fact]
    public void Stays_silent_at_two_workers_a_core() => Run(workers: 8, cores: 4).Judge<TooManyWorkersRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_without_workers() => Run(workers: 0, cores: 4).Judge<TooManyWorkersRule>().ShouldNotApply();

    private static EvidenceBuilder Run(int workers, double cores)
    {
        EvidenceBuilder run = new EvidenceBuilder().System(Scene.Cpu(cores, 90)).Process(10, ProcessRoles.Main, Scene.Process(0.5));
        for (int i = 0; i < workers; i++)
        {
            run.Process(100 + i, ProcessRoles.Worker, [.. Scene.Process(0.22), (ProcessMetrics.Resident, _ => 1e9)]);
        }

        return run;
    }
}
