using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class SharedMemoryRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(double free) => new EvidenceBuilder().FileSystem("shm", (FileSystemMetrics.Total, _ => 64 << 20), (FileSystemMetrics.Available, t => t < 60 ? 60 << 20 : free));

    [Theory]
    [InlineData(6 << 20, Severity.Warning)]
    [InlineData(1 << 20, Severity.Critical)]
    public void Little_left_is_told(double free, Severity expected) => Run(free).Judge<SharedMemoryRule>().Findings.ShouldHaveSingleItem().Severity.ShouldBe(expected);

    [Fact]
    public void Half_full_is_fine() => Run(32 << 20).Judge<SharedMemoryRule>().State.ShouldBe(RuleState.Quiet);
}
