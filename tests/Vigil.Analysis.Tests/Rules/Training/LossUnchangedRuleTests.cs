using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Training;

public class LossUnchangedRuleTests
{
    [Fact]
    public void The_same_loss_since_the_start_is_told() => Losses.Of(60, 1, (_, _) => 0.6931).Judge<LossUnchangedRule>().Findings.ShouldHaveSingleItem().Evidence[0].Value.ShouldBe(60);

    [Fact]
    public void A_loss_of_exactly_0_is_told_as_such() => Losses.Of(60, 1, (_, _) => 0).Judge<LossUnchangedRule>().Findings.ShouldHaveSingleItem().Title.ShouldBe("The loss is exactly 0");

    [Fact]
    public void A_loss_that_freezes_is_told() => Losses.Of(200, 1, (x, noise) => x < 0.5 ? 2 - x + (0.1 * noise.Normal()) : 1.234).Judge<LossUnchangedRule>().Findings.ShouldHaveSingleItem();

    [Fact]
    public void A_bar_repeats_its_value() => Losses.Healthy["a bar that repeats its value"](1).Judge<LossUnchangedRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_loss_near_0_is_rounded() => Losses.Of(300, 1, (x, _) => Math.Round(2 * Math.Exp(-30 * x), 4)).Judge<LossUnchangedRule>().State.ShouldBe(RuleState.Quiet);
}
