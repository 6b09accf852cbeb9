using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Training;

public class AdversarialCollapseRuleTests
{
    private static EvidenceBuilder Run(Func<double, double> generator, Func<double, double> discriminator) => Losses.Of(
        500, 1, null, (x, step, noise) => step with { GeneratorLoss = generator(x) * Math.Exp(0.1 * noise.Normal()), DiscriminatorLoss = discriminator(x) * Math.Exp(0.1 * noise.Normal()) });

    [Fact]
    public void A_discriminator_that_is_never_wrong_has_won() =>
        Run(x => x < 0.5 ? 1.5 : 9, x => x < 0.5 ? 0.6 : 0.0005).Judge<AdversarialCollapseRule>().Findings.ShouldHaveSingleItem().Title.ShouldStartWith("The discriminator has won");

    [Fact]
    public void A_generator_may_win_too() =>
        Run(x => x < 0.5 ? 1.5 : 0.0005, x => x < 0.5 ? 0.6 : 4).Judge<AdversarialCollapseRule>().Findings.ShouldHaveSingleItem().Title.ShouldStartWith("The generator has won");

    [Fact]
    public void Oscillation_is_how_they_train() =>
        Run(x => 1.5 + Math.Sin(20 * x), x => 0.6 + (0.4 * Math.Cos(20 * x))).Judge<AdversarialCollapseRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void One_network_cannot_lose_to_itself() => Losses.Of(100, 1, (x, _) => x).Judge<AdversarialCollapseRule>().State.ShouldBe(RuleState.NotApplicable);
}
