using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class MemoryForecastRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(double perSecond) =>
        new EvidenceBuilder(600).System((SystemMetrics.MemoryTotal, _ => 32 * GiB), (SystemMetrics.MemoryUsed, t => (8 * GiB) + (t * perSecond))).Live();

    [Fact]
    public void Memory_that_is_full_within_the_hour_is_told_with_its_interval()
    {
        Finding finding = Run(20e6).Judge<MemoryForecastRule>().Findings.ShouldHaveSingleItem();
        finding.Evidence[0].Value!.Value.ShouldBe(EvidenceBuilder.Start + (24 * GiB / 20e6), 60);
        finding.Severity.ShouldBe(Severity.Critical);
    }

    [Fact]
    public void Memory_that_lasts_until_the_end_is_fine() => Run(20e6).Steps(600, step => step with { TotalSteps = 700 }).Judge<MemoryForecastRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Level_memory_is_fine() => Run(0).Judge<MemoryForecastRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_finished_run_needs_no_forecast() => Run(20e6).Ended(EndCause.Success, 0).Judge<MemoryForecastRule>().State.ShouldBe(RuleState.NotApplicable);

    [Fact]
    public void Shared_memory_fills_by_falling() =>
        new EvidenceBuilder(600).FileSystem("shm", (FileSystemMetrics.Total, _ => GiB), (FileSystemMetrics.Available, t => GiB - (t * 1e6))).Live().Judge<MemoryForecastRule>()
            .Findings.ShouldHaveSingleItem().Title.ShouldStartWith("/dev/shm full in");
}
