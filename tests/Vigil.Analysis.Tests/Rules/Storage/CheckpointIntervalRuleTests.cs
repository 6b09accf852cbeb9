using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Storage;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Core.Events;

namespace Vigil.Analysis.Tests.Rules.Storage;

public class CheckpointIntervalRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run() => new EvidenceBuilder(10_000, 10).Steps(5000).Live();

    [Fact]
    public void Hours_without_a_checkpoint_are_told_with_a_better_interval()
    {
        Finding finding = Run().Judge<CheckpointIntervalRule>().Findings.ShouldHaveSingleItem();
        finding.Title.ShouldStartWith("No checkpoint in 2 h");
        ((long)finding.Remedies[0].Value!).ShouldBe(900);
    }

    [Fact]
    public void Checkpoints_every_hour_are_fine() => Run().Event(3000, EventTypes.CheckpointSaved).Event(6000, EventTypes.CheckpointSaved).Event(9000, EventTypes.CheckpointSaved).Judge<CheckpointIntervalRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_run_that_came_to_its_end_lost_nothing() => Run().Ended(Core.Runs.EndCause.Success, 0).Judge<CheckpointIntervalRule>().State.ShouldBe(RuleState.Quiet);
}
