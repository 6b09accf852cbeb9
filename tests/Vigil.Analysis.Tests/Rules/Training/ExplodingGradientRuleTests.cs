using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Tests.Rules.Training;

public class ExplodingGradientRuleTests
{
    [Fact]
    public void A_norm_that_grows_many_times_over_and_stays_explodes()
    {
        Finding finding = Losses.Of(300, 1, null, (x, step, noise) => step with { GradientNorm = (x < 0.7 ? 1 : Math.Exp(15 * (x - 0.6))) * Math.Exp(0.3 * noise.Normal()) }).Judge<ExplodingGradientRule>().Findings.ShouldHaveSingleItem();
        finding.Remedies[0].Setting.ShouldBe(TrainingSetting.GradientClipping);
    }

    [Fact]
    public void Who_clips_already_is_not_told_to() =>
        Losses.Of(300, 1, null, (x, step, _) => step with { GradientNorm = x < 0.7 ? 1 : 500 }).Setting(TrainingSetting.GradientClipping, 1.0, "max_grad_norm").Judge<ExplodingGradientRule>()
            .Findings.ShouldHaveSingleItem().Remedies.ShouldNotContain(remedy => remedy.Setting == TrainingSetting.GradientClipping);

    [Fact]
    public void Single_high_norms_are_common() =>
        Losses.Of(300, 1, null, (_, step, noise) => step with { GradientNorm = noise.Even() < 0.05 ? 200 : 1 }).Judge<ExplodingGradientRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_norm_that_is_high_at_first_is_a_beginning() =>
        Losses.Of(300, 1, null, (x, step, _) => step with { GradientNorm = 0.5 + (300 * Math.Exp(-30 * x)) }).Judge<ExplodingGradientRule>().State.ShouldBe(RuleState.Quiet);
}
