using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Training;

public class OverfittingRuleTests
{
    private static EvidenceBuilder Run(Func<double, double> validation, string name = "val_loss") => Losses.Of(
        1000,
        1,
        (x, noise) => (2 * Math.Exp(-4 * x)) + 0.1 + (0.03 * noise.Normal()),
        (x, step, noise) => step.Step % 50 == 0 ? step with { Others = [new(name, validation(x) + (0.01 * noise.Normal()))] } : step);

    [Theory]
    [InlineData("val_loss")]
    [InlineData("eval/loss")]
    [InlineData("Validation Loss")]
    public void Validation_that_rises_while_training_falls_is_overfitting(string name)
    {
        Finding finding = Run(x => 0.6 + (3 * (x - 0.4) * (x - 0.4)), name).Judge<OverfittingRule>().Findings.ShouldHaveSingleItem();
        ((long)finding.Remedies[0].Value!).ShouldBeInRange(300, 500);
        finding.Explanation.ShouldContain(name);
    }

    [Fact]
    public void A_gap_that_does_not_grow_is_none() => Run(x => 0.6 + Math.Exp(-4 * x)).Judge<OverfittingRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Two_evaluations_are_too_few() =>
        Losses.Of(100, 1, (x, _) => 1 - x, (_, step, _) => step.Step % 50 == 0 ? step with { Others = [new("val_loss", step.Step)] } : step).Judge<OverfittingRule>().State.ShouldBe(RuleState.InsufficientData);

    [Theory]
    [InlineData("val_accuracy")]
    [InlineData("interval_loss")]
    [InlineData("aux_loss")]
    public void Other_numbers_are_no_validation_loss(string name) => Run(x => x, name).Judge<OverfittingRule>().State.ShouldBe(RuleState.NotApplicable);
}
