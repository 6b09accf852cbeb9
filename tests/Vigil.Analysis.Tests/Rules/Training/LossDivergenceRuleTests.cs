using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Training;

public class LossDivergenceRuleTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(200)]
    [InlineData(5000)]
    public void A_loss_that_climbs_above_its_start_is_critical(int steps)
    {
        Finding finding = Losses.Of(steps, 1, (x, noise) => (x < 0.6 ? 2.5 - (3 * x) : 0.7 + (12 * (x - 0.6))) + (0.05 * noise.Normal())).Judge<LossDivergenceRule>().Findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Critical);
        finding.Confidence.ShouldBeGreaterThan(0.5);
        finding.Evidence[0].From.ShouldNotBeNull();
    }

    [Fact]
    public void A_loss_that_loses_part_of_what_it_gained_is_a_warning() =>
        Losses.Of(400, 1, (x, noise) => (x < 0.6 ? 2.5 - (3 * x) : Math.Min(1.4, 0.7 + (4 * (x - 0.6)))) + (0.05 * noise.Normal())).Judge<LossDivergenceRule>()
            .Findings.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Warning);

    [Fact]
    public void An_explosion_within_the_last_readings_is_seen() =>
        Losses.Of(300, 1, (x, noise) => x < 0.985 ? 1 + (0.05 * noise.Normal()) : 1 + (4000 * (x - 0.98))).Judge<LossDivergenceRule>().Findings.ShouldHaveSingleItem();

    [Fact]
    public void A_likelihood_below_zero_may_diverge_too() =>
        Losses.Of(400, 1, (x, noise) => (x < 0.5 ? -4 * x : -2 + (3 * (x - 0.5))) + (0.05 * noise.Normal())).Judge<LossDivergenceRule>().Findings.ShouldHaveSingleItem();

    [Fact]
    public void A_bump_that_passes_is_none() =>
        Losses.Of(400, 1, (x, noise) => 2 - x + (x is > 0.4 and < 0.5 ? 2 : 0) + (0.05 * noise.Normal())).Judge<LossDivergenceRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Few_readings_are_said_to_be_few() => Losses.Of(12, 1, (x, _) => x).Judge<LossDivergenceRule>().State.ShouldBe(RuleState.InsufficientData);
}
