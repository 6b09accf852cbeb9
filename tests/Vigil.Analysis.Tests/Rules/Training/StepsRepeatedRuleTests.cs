using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Training;

namespace Vigil.Analysis.Tests.Rules.Training;

public class StepsRepeatedRuleTests
{
    [Fact]
    public void A_number_that_goes_back_is_work_done_twice()
    {
        Finding finding = new EvidenceBuilder(100).Steps(50).Steps(50, first: 31).Judge<StepsRepeatedRule>().Findings.ShouldHaveSingleItem();
        finding.Title.ShouldBe("Training went back by 19 steps");
        finding.Evidence.ShouldHaveSingleItem().Text.ShouldBe("After step 50 came step 31.");
    }

    [Fact]
    public void A_counter_of_each_epoch_starts_over() => Losses.Healthy["a counter that starts over with each epoch"](1).Judge<StepsRepeatedRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Two_sources_count_side_by_side() =>
        new EvidenceBuilder(100).Steps(50).Steps(50, step => step with { Source = StepSource.TensorBoard }).Judge<StepsRepeatedRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Steps_in_order_are_fine() => new EvidenceBuilder(100).Steps(50).Judge<StepsRepeatedRule>().State.ShouldBe(RuleState.Quiet);
}
