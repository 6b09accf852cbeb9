using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class OpenFilesRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(Func<double, double> open) => new EvidenceBuilder(600).Process(1, "main", (ProcessMetrics.OpenFiles, open));

    [Fact]
    public void Near_the_limit_is_told() => Run(t => t < 500 ? 100 : 1000).Judge<OpenFilesRule>().Findings.ShouldHaveSingleItem().Title.ShouldBe("1000 files open, the limit is 1024");

    [Fact]
    public void A_leak_is_told_long_before() => Run(t => 50 + Math.Floor(t / 3)).Judge<OpenFilesRule>().Findings.ShouldHaveSingleItem().Title.ShouldStartWith("Open files grow");

    [Fact]
    public void Who_has_far_more_has_a_higher_limit() => Run(_ => 5000).Judge<OpenFilesRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Files_that_are_opened_and_closed_are_fine() => Run(t => 50 + (t % 60)).Judge<OpenFilesRule>().State.ShouldBe(RuleState.Quiet);
}
