using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class WorkerShareRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(double each)
    {
        EvidenceBuilder run = new EvidenceBuilder().System((SystemMetrics.MemoryTotal, _ => 32 * GiB), (SystemMetrics.MemoryUsed, _ => 20 * GiB)).Setting(TrainingSetting.NumWorkers, 8, "num_workers");
        for (int pid = 2; pid < 10; pid++)
        {
            run.Process(pid, "worker", (ProcessMetrics.Resident, _ => each));
        }

        return run;
    }

    [Fact]
    public void Workers_that_hold_most_of_it_are_told()
    {
        Finding finding = Run(2 * GiB).Judge<WorkerShareRule>().Findings.ShouldHaveSingleItem();
        finding.Title.ShouldBe("8 workers hold 16.0 GiB");
        ((int)finding.Remedies[0].Value!).ShouldBe(4);
    }

    [Fact]
    public void Small_workers_are_fine() => Run(GiB / 2).Judge<WorkerShareRule>().State.ShouldBe(RuleState.Quiet);
}
