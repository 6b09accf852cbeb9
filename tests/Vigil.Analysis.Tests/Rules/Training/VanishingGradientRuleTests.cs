using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Training;

public class VanishingGradientRuleTests
{
    [Fact]
    public void Gradients_below_the_threshold_have_vanished()
    {
        Finding finding = Losses.Of(100, 1, null, (x, step, _) => step with { GradientNorm = x < 0.7 ? 0.5 : 3e-9 }).Judge<VanishingGradientRule>().Findings.ShouldHaveSingleItem();
        finding.Explanation.ShouldContain("step 71");
        finding.Evidence[0].Count.ShouldBe(30);
    }

    [Fact]
    public void A_norm_that_nobody_computes_is_no_gradient() =>
        Losses.Of(100, 1, (x, _) => 2 - x, (_, step, _) => step with { GradientNorm = 0 }).Judge<VanishingGradientRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Small_gradients_are_gradients() =>
        Losses.Of(100, 1, null, (_, step, _) => step with { GradientNorm = 1e-5 }).Judge<VanishingGradientRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_gradient_that_came_back_has_not_vanished() =>
        Losses.Of(100, 1, null, (x, step, _) => step with { GradientNorm = x is > 0.4 and < 0.6 ? 1e-9 : 0.1 }).Judge<VanishingGradientRule>().State.ShouldBe(RuleState.Quiet);
}
