using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Events;

namespace Vigil.Analysis.Tests.Rules.Training;

public class GradientScalerRuleTests
{
    private static EvidenceBuilder Run(Func<double, double> scale) => Losses.Of(200, 1, (x, _) => 1 - x, (x, step, _) => step with { Others = [new("loss scale", scale(x))] });

    [Fact]
    public void What_the_program_says_counts() =>
        Losses.Of(100, 1, (x, _) => x).Event(50, EventTypes.Nan, new() { ["text"] = "Current loss scale already at minimum - cannot decrease scale anymore." }).Judge<GradientScalerRule>()
            .Findings.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Critical);

    [Fact]
    public void A_scale_that_sank_to_its_minimum_is_critical() => Run(x => Math.Max(1, 65536 * Math.Pow(2, -30 * x))).Judge<GradientScalerRule>().Findings.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Critical);

    [Fact]
    public void A_scale_of_1_all_along_is_none() => Run(_ => 1).Judge<GradientScalerRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_scale_that_is_halved_now_and_then_is_at_work() => Run(x => 65536 / (1 + Math.Floor(4 * x))).Judge<GradientScalerRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Without_a_scaler_there_is_nothing_to_say() => Losses.Of(100, 1, (x, _) => x).Judge<GradientScalerRule>().State.ShouldBe(RuleState.NotApplicable);
}
