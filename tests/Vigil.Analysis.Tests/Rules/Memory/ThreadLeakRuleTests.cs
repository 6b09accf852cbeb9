using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class ThreadLeakRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(Func<double, double> threads) => new EvidenceBuilder(600).Process(1, "main", (ProcessMetrics.Threads, threads));

    [Fact]
    public void Threads_that_only_start_leak() => Run(t => 20 + Math.Floor(t / 4)).Judge<ThreadLeakRule>().Findings.ShouldHaveSingleItem().Explanation.ShouldContain("20 threads at first");

    [Fact]
    public void A_pool_that_starts_once_is_fine() => Run(t => t < 10 ? 20 : 150).Judge<ThreadLeakRule>().State.ShouldBe(RuleState.Quiet);
}
