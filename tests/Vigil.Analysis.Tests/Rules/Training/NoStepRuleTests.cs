using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Tests.Rules.Training;

public class NoStepRuleTests
{
    private static EvidenceBuilder Training() => new EvidenceBuilder(10).Setting(TrainingSetting.LearningRate, 1e-4, "train.lr");

    [Fact]
    public void A_training_that_ends_well_without_a_step_is_told() => Training().Judge<NoStepRule>().Findings.ShouldHaveSingleItem().Evidence.Count.ShouldBe(2);

    [Fact]
    public void A_program_that_is_no_training_needs_no_step() => new EvidenceBuilder(10).Judge<NoStepRule>().State.ShouldBe(RuleState.NotApplicable);

    [Fact]
    public void One_step_is_enough() => Training().Steps(1).Judge<NoStepRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_failure_is_explained_elsewhere() => Training().Ended(EndCause.Error, 1).Judge<NoStepRule>().State.ShouldBe(RuleState.NotApplicable);

    [Fact]
    public void A_run_that_goes_on_may_still_step() => Training().Live().Judge<NoStepRule>().State.ShouldBe(RuleState.NotApplicable);
}
