using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Storage;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Core.Events;

namespace Vigil.Analysis.Tests.Rules.Storage;

public class CheckpointFitRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(double first)
    {
        EvidenceBuilder run = new EvidenceBuilder(600).FileSystem("output", (FileSystemMetrics.Total, _ => 100 * GiB), (FileSystemMetrics.Available, t => first - (Math.Floor((t + 10) / 150) * 6 * GiB))).Live();
        for (int i = 1; i <= 4; i++)
        {
            run.Event((150 * i) - 12, EventTypes.CheckpointSaved);
        }

        return run;
    }

    [Fact]
    public void A_disk_with_less_room_than_the_last_one_took_is_told()
    {
        Finding finding = Run(28 * GiB).Judge<CheckpointFitRule>().Findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Critical);
        finding.Explanation.ShouldContain("took 6.00 GiB");
    }

    [Fact]
    public void Room_for_more_is_fine() => Run(80 * GiB).Judge<CheckpointFitRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Without_checkpoints_their_size_is_unknown() => new EvidenceBuilder().Live().Judge<CheckpointFitRule>().State.ShouldBe(RuleState.NotApplicable);
}
