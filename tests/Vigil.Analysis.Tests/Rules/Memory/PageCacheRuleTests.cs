using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class PageCacheRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(double perSecond, double cached) => new EvidenceBuilder(600)
        .System((SystemMetrics.MemoryTotal, _ => 32 * GiB), (SystemMetrics.MemoryCached, _ => cached), (SystemMetrics.MemoryFree, _ => GiB))
        .Subject(SubjectKind.Disk, "nvme0n1", [], (DiskMetrics.ReadBytes, t => t * perSecond));

    [Fact]
    public void Data_read_again_past_a_full_cache_are_told() => Run(500e6, 20 * GiB).Judge<PageCacheRule>().Findings.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Info);

    [Fact]
    public void Slow_reading_is_fine() => Run(5e6, 20 * GiB).Judge<PageCacheRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_small_cache_has_not_been_filled() => Run(500e6, 2 * GiB).Judge<PageCacheRule>().State.ShouldBe(RuleState.Quiet);
}
