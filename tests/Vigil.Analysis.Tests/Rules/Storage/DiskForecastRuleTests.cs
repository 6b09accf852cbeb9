using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Storage;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Storage;

public class DiskForecastRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(double perSecond) =>
        new EvidenceBuilder(600).FileSystem("work", (FileSystemMetrics.Total, _ => 500 * GiB), (FileSystemMetrics.Available, t => (40 * GiB) - (t * perSecond))).Live();

    [Fact]
    public void A_disk_that_fills_within_two_hours_is_told()
    {
        Finding finding = Run(10e6).Judge<DiskForecastRule>().Findings.ShouldHaveSingleItem();
        finding.Title.ShouldContain("full in 1 h");
        finding.Remedies[0].Setting.ShouldBe(Configuration.Dialects.TrainingSetting.SaveTotalLimit);
    }

    [Fact]
    public void A_disk_that_fills_slowly_is_fine() => Run(1e6).Judge<DiskForecastRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_training_that_ends_before_is_fine() => Run(10e6).Steps(600, step => step with { TotalSteps = 1000 }).Judge<DiskForecastRule>().State.ShouldBe(RuleState.Quiet);
}
