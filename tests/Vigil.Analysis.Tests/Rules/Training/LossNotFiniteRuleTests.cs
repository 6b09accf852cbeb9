using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Training;

namespace Vigil.Analysis.Tests.Rules.Training;

public class LossNotFiniteRuleTests
{
    [Fact]
    public void A_loss_that_stays_nan_is_critical_and_names_the_step()
    {
        RuleVerdict verdict = Losses.Of(200, 1, (x, noise) => x < 0.6 ? 2 - x + (0.05 * noise.Normal()) : double.NaN, (_, step, _) => step with { LearningRate = 1e-3, GradientNorm = 3 }).Judge<LossNotFiniteRule>();

        Finding finding = verdict.Findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Critical);
        finding.Explanation.ShouldContain("step 121");
        finding.Evidence.Count.ShouldBe(3);
        finding.Remedies.ShouldContain(remedy => remedy.Setting == TrainingSetting.LearningRate && (double)remedy.Value! == 1e-4);
    }

    [Fact]
    public void A_single_nan_that_recovers_is_a_warning() =>
        Losses.Of(200, 1, (x, _) => x == 0.5 ? double.NaN : 1).Judge<LossNotFiniteRule>().Findings.ShouldHaveSingleItem().Severity.ShouldBe(Severity.Warning);

    [Fact]
    public void A_gradient_that_overflows_now_and_then_is_the_scaler_at_work() =>
        Losses.Of(200, 1, (_, _) => 1, (_, step, _) => step with { GradientNorm = step.Step % 50 == 0 ? double.PositiveInfinity : 1 }).Judge<LossNotFiniteRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Narrow_floats_are_advised_against_where_they_are_used() =>
        Losses.Of(50, 1, (_, _) => double.NaN).Setting(TrainingSetting.Precision, "fp16", "train.dtype").Judge<LossNotFiniteRule>()
            .Findings.ShouldHaveSingleItem().Remedies[0].Setting.ShouldBe(TrainingSetting.Precision);

    [Fact]
    public void A_bar_that_shows_nan_before_the_first_step_is_none() =>
        new EvidenceBuilder().Step(new StepReading { UnixSeconds = EvidenceBuilder.Start, Step = 0, Source = StepSource.Output, Loss = double.NaN })
            .Step(new StepReading { UnixSeconds = EvidenceBuilder.Start + 1, Step = 1, Source = StepSource.Output, Loss = 1 }).Judge<LossNotFiniteRule>().State.ShouldBe(RuleState.Quiet);
}
