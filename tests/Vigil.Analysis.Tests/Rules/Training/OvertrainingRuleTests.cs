using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;

namespace Vigil.Analysis.Tests.Rules.Training;

public class OvertrainingRuleTests
{
    private static EvidenceBuilder Run(Func<double, double> validation) => Losses.Of(
        1000, 1, (x, _) => 2 - x, (x, step, _) => step.Step % 25 == 0 ? step with { Others = [new("eval_loss", validation(x))] } : step);

    [Fact]
    public void Evaluations_that_stay_worse_than_the_best_are_counted()
    {
        Finding finding = Run(x => 0.5 + Math.Abs(x - 0.3)).Judge<OvertrainingRule>().Findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Info);
        ((long)finding.Remedies[0].Value!).ShouldBeInRange(275, 325);
    }

    [Fact]
    public void Validation_that_still_improves_is_fine() => Run(x => 1 - (0.5 * x)).Judge<OvertrainingRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Without_validation_there_is_nothing_to_say() => Losses.Of(100, 1, (x, _) => x).Judge<OvertrainingRule>().State.ShouldBe(RuleState.NotApplicable);
}
