using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class SwapUseRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(Func<double, double> swapIn, Func<double, double> used) =>
        new EvidenceBuilder(300).System((SystemMetrics.MemoryTotal, _ => 32 * GiB), (SystemMetrics.SwapIn, swapIn), (SystemMetrics.SwapUsed, used));

    [Fact]
    public void Memory_read_back_from_swap_is_told_with_its_rate()
    {
        Finding finding = Run(t => Math.Max(0, t - 100) * 20e6, _ => GiB).Judge<SwapUseRule>().Findings.ShouldHaveSingleItem();
        finding.Evidence[0].Value!.Value.ShouldBe(20e6, 1e5);
    }

    [Fact]
    public void Swap_that_fills_is_told() => Run(_ => 0, t => t / 300 * 4 * GiB).Judge<SwapUseRule>().Findings.ShouldHaveSingleItem().Title.ShouldStartWith("Swap grew");

    [Fact]
    public void Old_idle_swap_is_none() => Run(t => 1e9, _ => 8 * GiB).Judge<SwapUseRule>().State.ShouldBe(RuleState.Quiet);
}
