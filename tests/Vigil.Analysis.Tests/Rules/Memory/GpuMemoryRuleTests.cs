using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class GpuMemoryRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(double percent) => new EvidenceBuilder().Gpu("gpu0", (GpuMetrics.MemoryTotal, _ => 24 * GiB), (GpuMetrics.MemoryUsed, _ => percent / 100 * 24 * GiB));

    [Theory]
    [InlineData(91, Severity.Info)]
    [InlineData(94, Severity.Warning)]
    [InlineData(99, Severity.Critical)]
    public void The_documents_thresholds_hold(double percent, Severity expected) => Run(percent).Judge<GpuMemoryRule>().Findings.ShouldHaveSingleItem().Severity.ShouldBe(expected);

    [Fact]
    public void Room_is_fine() => Run(80).Judge<GpuMemoryRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Memory_that_others_hold_is_told_as_theirs() =>
        Run(99).Process(7, "main").Subject(SubjectKind.GpuProcess, "gpu0/7", new() { ["pid"] = "7" }, (GpuProcessMetrics.MemoryUsed, _ => 2 * GiB)).Judge<GpuMemoryRule>()
            .Findings.ShouldHaveSingleItem().Remedies.ShouldHaveSingleItem().Title.ShouldBe("Free the GPU of other programs");

    [Fact]
    public void A_smaller_batch_is_advised_where_there_is_one() =>
        Run(99).Setting(TrainingSetting.BatchSize, 8, "batch_size").Judge<GpuMemoryRule>().Findings.ShouldHaveSingleItem().Remedies.ShouldContain(remedy => remedy.Setting == TrainingSetting.BatchSize && (long)remedy.Value! == 4);
}
