using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class GpuMemoryGrowthRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(Func<double, double> used) => new EvidenceBuilder(600).Gpu("gpu0", (GpuMetrics.MemoryTotal, _ => 24 * GiB), (GpuMetrics.MemoryUsed, used));

    [Fact]
    public void Memory_that_creeps_is_told() => Run(t => (8 * GiB) + (t * 5e6)).Judge<GpuMemoryGrowthRule>().Findings.ShouldHaveSingleItem().Explanation.ShouldContain("full in");

    [Fact]
    public void A_pool_that_fills_and_stays_is_none() => Run(t => Math.Min(t * 0.2, 12) * GiB).Judge<GpuMemoryGrowthRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Without_a_gpu_there_is_nothing_to_say() => new EvidenceBuilder().Judge<GpuMemoryGrowthRule>().State.ShouldBe(RuleState.NotApplicable);
}
