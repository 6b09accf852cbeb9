using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class WorkerGrowthRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(Func<double, int, double> own)
    {
        var run = new EvidenceBuilder(600);
        for (int pid = 2; pid < 6; pid++)
        {
            int number = pid;
            run.Process(pid, "worker", (ProcessMetrics.Resident, t => GiB + own(t, number)), (ProcessMetrics.Shared, _ => GiB));
        }

        return run;
    }

    [Fact]
    public void Workers_that_all_grow_copy_what_they_share()
    {
        Finding finding = Run((t, pid) => (100e6 + (t * 1e6)) * (1 + (pid * 0.01))).Judge<WorkerGrowthRule>().Findings.ShouldHaveSingleItem();
        finding.Explanation.ShouldStartWith("4 of 4 workers grow");
        finding.Remedies[0].Title.ShouldContain("list");
    }

    [Fact]
    public void One_worker_that_grows_is_something_else() => Run((t, pid) => 100e6 + (pid == 2 ? t * 1e6 : 0)).Judge<WorkerGrowthRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Workers_that_fill_their_queues_settle() => Run((t, _) => 100e6 + (Math.Min(t, 60) * 1e7)).Judge<WorkerGrowthRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Without_workers_none_grows() => new EvidenceBuilder().Judge<WorkerGrowthRule>().State.ShouldBe(RuleState.NotApplicable);
}
