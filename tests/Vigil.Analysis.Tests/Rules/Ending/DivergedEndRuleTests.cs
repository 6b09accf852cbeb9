using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>A loss that was no number when the run ended.</summary>
public class DivergedEndRuleTests
{
    [Fact]
    public void Learning_rate_clipping_and_number_format_are_looked_at()
    {
        Finding finding = Judge(Nan().Setting(TrainingSetting.GradientClipping, 0, "max_grad_norm").Setting(TrainingSetting.Precision, "fp16", "dtype")).Findings.ShouldHaveSingleItem();
        finding.Remedies.Select(remedy => remedy.Setting).ShouldBe([TrainingSetting.LearningRate, TrainingSetting.GradientClipping, TrainingSetting.Precision]);
        finding.Remedies[0].Value!.GetValue<double>().ShouldBe(1e-4, 1e-12);
    }

    [Fact]
    public void What_is_set_well_is_left_alone() =>
        Judge(Nan().Setting(TrainingSetting.GradientClipping, 1.0, "max_grad_norm").Setting(TrainingSetting.Precision, "bf16", "dtype")).Findings.Single().Remedies.ShouldHaveSingleItem();

    [Fact]
    public void A_run_that_lives_is_watched_by_another_rule() => Judge(Nan().Live()).State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_finite_loss_is_no_matter() => Judge(new EvidenceBuilder().Steps(60, step => step with { Loss = 1, TotalSteps = 60 })).State.ShouldBe(RuleState.Quiet);

    private static EvidenceBuilder Nan() => new EvidenceBuilder().Steps(60, step => step with { Loss = step.Step < 30 ? 1 : double.NaN, LearningRate = 3e-4, TotalSteps = 60 });

    private static RuleVerdict Judge(EvidenceBuilder run) => new DivergedEndRule().Evaluate(run.Build(), RuleOptions.Default);
}
