using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>Steps that must be done again.</summary>
public class LostWorkRuleTests
{
    [Fact]
    public void Work_since_the_last_checkpoint_is_told_and_a_better_interval_offered()
    {
        Finding finding = Judge(Interrupted().Event(1000, EventTypes.CheckpointSaved).Setting(TrainingSetting.SaveEvery, 5000, "save_every")).Findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Warning);
        finding.Explanation.ShouldContain("2600 steps");
        Remedy first = finding.Remedies[0];
        first.Setting.ShouldBe(TrainingSetting.SaveEvery);
        first.Value!.GetValue<long>().ShouldBe(500);
        finding.Remedies.ShouldContain(remedy => remedy.Title == "Save when asked to stop");
    }

    [Fact]
    public void Without_any_checkpoint_everything_is_lost_with_less_certainty() =>
        Judge(Interrupted()).Findings.ShouldHaveSingleItem().Confidence.ShouldBe(0.6);

    [Fact]
    public void What_was_saved_shortly_before_is_no_loss() => Judge(Interrupted().Event(3500, EventTypes.CheckpointSaved)).State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_run_that_did_all_it_should_lost_nothing() =>
        Judge(new EvidenceBuilder(3600).Steps(3600, step => step with { TotalSteps = 3600 })).State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_run_that_saves_often_enough_is_not_told_to() =>
        Judge(Interrupted().Setting(TrainingSetting.SaveEvery, 100, "save_every")).Findings.Single().Remedies.ShouldNotContain(remedy => remedy.Setting == TrainingSetting.SaveEvery);

    private static EvidenceBuilder Interrupted() => new EvidenceBuilder(3600).Steps(3600, step => step with { TotalSteps = 10_000 }).Ended(EndCause.Interrupted, 130, 2);

    private static RuleVerdict Judge(EvidenceBuilder run) => new LostWorkRule().Evaluate(run.Build(), RuleOptions.Default);
}
