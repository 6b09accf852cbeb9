using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Storage;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Storage;

public class DiskFreeRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(double free) => new EvidenceBuilder().FileSystem("work", (FileSystemMetrics.Total, _ => 500 * GiB), (FileSystemMetrics.Available, _ => free));

    [Theory]
    [InlineData(4, Severity.Warning)]
    [InlineData(0.1, Severity.Critical)]
    public void Little_space_is_told(double gibibytes, Severity expected) => Run(gibibytes * GiB).Judge<DiskFreeRule>().Findings.ShouldHaveSingleItem().Severity.ShouldBe(expected);

    [Fact]
    public void Enough_is_enough() => Run(50 * GiB).Judge<DiskFreeRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void One_disk_behind_two_paths_is_told_once() =>
        Run(GiB).FileSystem("output", (FileSystemMetrics.Total, _ => 500 * GiB), (FileSystemMetrics.Available, _ => GiB)).Judge<DiskFreeRule>().Findings.ShouldHaveSingleItem();

    [Fact]
    public void Shared_memory_is_no_disk() => new EvidenceBuilder().FileSystem("shm", (FileSystemMetrics.Total, _ => GiB), (FileSystemMetrics.Available, _ => 1000)).Judge<DiskFreeRule>().State.ShouldBe(RuleState.NotApplicable);
}
