using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Training;

public class LearningRateZeroRuleTests
{
    [Fact]
    public void A_rate_of_0_from_the_start_is_critical() =>
        Losses.Of(100, 1, (_, noise) => 2 + (0.05 * noise.Normal()), (_, step, _) => step with { LearningRate = 0 }).Judge<LearningRateZeroRule>().Findings.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Critical);

    [Fact]
    public void A_schedule_that_ended_early_is_a_warning_with_its_step()
    {
        Finding finding = Losses.Of(100, 1, (x, _) => 2 - x, (x, step, _) => step with { LearningRate = Math.Max(0, 1e-3 * (1 - (x / 0.5))) }).Judge<LearningRateZeroRule>().Findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Warning);
        finding.Title.ShouldEndWith("step 51");
    }

    [Fact]
    public void A_schedule_ends_at_0() =>
        Losses.Of(100, 1, (x, _) => 2 - x, (x, step, _) => step with { LearningRate = x > 0.97 ? 0 : 1e-3 * (1 - x) }).Judge<LearningRateZeroRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_small_rate_printed_with_few_digits_is_not_0() =>
        Losses.Of(100, 1, (x, noise) => 2 - x + (0.02 * noise.Normal()), (_, step, _) => step with { LearningRate = 0 }).Judge<LearningRateZeroRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void The_first_step_of_a_warm_up_is_0() =>
        Losses.Of(100, 1, (x, _) => 2 - x, (x, step, _) => step with { LearningRate = x * 1e-3 }).Judge<LearningRateZeroRule>().State.ShouldBe(RuleState.Quiet);
}
