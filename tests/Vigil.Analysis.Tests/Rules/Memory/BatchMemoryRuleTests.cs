using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class BatchMemoryRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(Func<double, double> used) =>
        new EvidenceBuilder(200).Gpu("gpu0", (GpuMetrics.MemoryTotal, _ => 24 * GiB), (GpuMetrics.MemoryUsed, used)).Steps(200, step => step with { BatchSize = step.Step <= 100 ? 8 : 4 });

    [Fact]
    public void What_a_sample_costs_is_measured() => Run(t => t < 101 ? 18 * GiB : 10 * GiB).Judge<BatchMemoryRule>().Findings.ShouldHaveSingleItem().Title.ShouldBe("Each sample of a batch costs 2.00 GiB");

    [Fact]
    public void Memory_that_does_not_follow_is_no_measure() => Run(_ => 10 * GiB).Judge<BatchMemoryRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void One_size_tells_nothing() => new EvidenceBuilder().Steps(50, step => step with { BatchSize = 8 }).Judge<BatchMemoryRule>().State.ShouldBe(RuleState.NotApplicable);
}
