using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class MemoryStallRuleTests
{
    private const double GiB = 1 << 30;

    [Theory]
    [InlineData(0.02, 0.0, null)]
    [InlineData(0.3, 0.01, Severity.Warning)]
    [InlineData(0.6, 0.3, Severity.Critical)]
    public void The_share_of_the_worst_minute_counts(double some, double full, Severity? expected) =>
        (new EvidenceBuilder(300).System((SystemMetrics.PressureMemorySome, t => Math.Clamp(t - 100, 0, 80) * some), (SystemMetrics.PressureMemoryFull, t => Math.Clamp(t - 100, 0, 80) * full))
            .Judge<MemoryStallRule>().Findings.SingleOrDefault()?.Severity).ShouldBe(expected);

    [Fact]
    public void A_stall_is_found() =>
        new EvidenceBuilder(300).Cgroup((CgroupMetrics.PressureMemorySome, t => t * 0.5)).Judge<MemoryStallRule>().Findings.ShouldHaveSingleItem().Explanation.ShouldContain("control group");

    [Fact]
    public void Kernels_without_pressure_tell_nothing() => new EvidenceBuilder().System().Judge<MemoryStallRule>().State.ShouldBe(RuleState.NotApplicable);
}
