using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Tests.Rules.Training;

public class WarmUpMissingRuleTests
{
    [Fact]
    public void A_loss_that_first_rises_at_the_full_rate_wants_a_warm_up()
    {
        Finding finding = Losses.Of(
            1000,
            1,
            (x, noise) => (x < 0.05 ? 2.5 + (60 * x) : 0.5 + (5 * Math.Exp(-20 * (x - 0.05)))) + (0.05 * noise.Normal()),
            (_, step, _) => step with { LearningRate = 1e-3, TotalSteps = 1000 }).Judge<WarmUpMissingRule>().Findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Info);
        finding.Remedies[0].Setting.ShouldBe(TrainingSetting.WarmupSteps);
        ((long)finding.Remedies[0].Value!).ShouldBe(30);
    }

    [Fact]
    public void A_rate_that_rises_is_a_warm_up() =>
        Losses.Of(1000, 1, (x, _) => x < 0.05 ? 2.5 + (60 * x) : 1, (x, step, _) => step with { LearningRate = 1e-3 * Math.Min(1, x * 10) }).Judge<WarmUpMissingRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_loss_that_falls_from_the_start_needs_none() =>
        Losses.Of(1000, 1, (x, noise) => 2.5 - x + (0.1 * noise.Normal()), (_, step, _) => step with { LearningRate = 1e-3 }).Judge<WarmUpMissingRule>().State.ShouldBe(RuleState.Quiet);
}
