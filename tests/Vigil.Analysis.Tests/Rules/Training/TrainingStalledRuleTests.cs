using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Core.Training;

namespace Vigil.Analysis.Tests.Rules.Training;

public class TrainingStalledRuleTests
{
    /// <summary>Steps once a second for a minute, then none.</summary>
    private static EvidenceBuilder Run(double seconds, Func<int, double>? at = null)
    {
        var builder = new EvidenceBuilder(seconds);
        for (int i = 1; i <= 60; i++)
        {
            builder.Step(new StepReading { UnixSeconds = EvidenceBuilder.Start + (at?.Invoke(i) ?? i), Step = i, Source = StepSource.Output });
        }

        return builder;
    }

    [Fact]
    public void A_silence_beyond_its_own_rhythm_is_a_stall_long_before_half_an_hour()
    {
        Finding finding = Run(180).Live().Judge<TrainingStalledRule>().Findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Critical);
        finding.Evidence[0].Value!.Value.ShouldBe(120, 0.5);
    }

    [Fact]
    public void A_pause_as_long_as_earlier_ones_is_none() => Run(300, i => i < 30 ? i : i + 60).Live().Judge<TrainingStalledRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Processes_that_do_nothing_are_told_of() =>
        Run(180).Process(1, "main", (ProcessMetrics.CpuUser, t => Math.Min(t, 60)), (ProcessMetrics.CpuSystem, _ => 1)).Live().Judge<TrainingStalledRule>()
            .Findings.ShouldHaveSingleItem().Explanation.ShouldContain("did nothing");

    [Fact]
    public void A_program_that_was_stopped_on_purpose_does_not_stall() => Run(300).Event(62, "stopped").Live().Judge<TrainingStalledRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void What_comes_after_the_last_step_of_all_is_no_stall() =>
        new EvidenceBuilder(600).Steps(60, step => step with { TotalSteps = 60, UnixSeconds = EvidenceBuilder.Start + step.Step }).Live().Judge<TrainingStalledRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_run_that_ended_by_itself_did_not_stall() => Run(600).Judge<TrainingStalledRule>().State.ShouldBe(RuleState.Quiet);
}
