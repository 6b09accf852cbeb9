using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Storage;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Storage;

public class InodesRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(double inodes) => new EvidenceBuilder().FileSystem("work", (FileSystemMetrics.Total, _ => GiB), (FileSystemMetrics.Available, _ => GiB), (FileSystemMetrics.AvailableInodes, _ => inodes));

    [Theory]
    [InlineData(5000, Severity.Warning)]
    [InlineData(10, Severity.Critical)]
    public void Few_inodes_are_told(double inodes, Severity expected) => Run(inodes).Judge<InodesRule>().Findings.ShouldHaveSingleItem().Severity.ShouldBe(expected);

    [Fact]
    public void Many_are_fine() => Run(1e6).Judge<InodesRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void File_systems_that_have_none_say_0() => Run(0).Judge<InodesRule>().State.ShouldBe(RuleState.NotApplicable);
}
