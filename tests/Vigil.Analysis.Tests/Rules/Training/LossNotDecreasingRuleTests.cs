using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Training;

public class LossNotDecreasingRuleTests
{
    [Fact]
    public void A_loss_that_never_fell_is_a_warning()
    {
        Finding finding = Losses.Of(300, 1, (_, noise) => 0.693 + (0.01 * noise.Normal())).Judge<LossNotDecreasingRule>().Findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Warning);
        finding.Remedies.ShouldNotBeEmpty();
    }

    [Fact]
    public void A_plateau_over_most_of_the_run_is_told_as_information() =>
        Losses.Of(2000, 1, (x, noise) => 0.5 + (2 * Math.Exp(-60 * x)) + (0.005 * noise.Normal())).Judge<LossNotDecreasingRule>().Findings.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Info);

    [Fact]
    public void Noise_that_hides_any_change_is_said_to()
    {
        RuleVerdict verdict = Losses.Healthy["diffusion: lognormal about a level that hardly falls"](1).Judge<LossNotDecreasingRule>();
        verdict.State.ShouldBe(RuleState.InsufficientData);
        verdict.Reason.ShouldNotBeNull().ShouldContain("noisy");
    }

    [Fact]
    public void A_slow_fall_is_a_fall() =>
        Losses.Of(2000, 1, (x, noise) => 2 - (0.2 * x) + (0.02 * noise.Normal())).Judge<LossNotDecreasingRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void The_losses_of_two_networks_have_no_direction() =>
        Losses.Of(300, 1, (_, _) => 1, (_, step, _) => step with { GeneratorLoss = 1 }).Judge<LossNotDecreasingRule>().State.ShouldBe(RuleState.NotApplicable);
}
