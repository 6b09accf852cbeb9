using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>Alive without a step; the thresholds are settings.</summary>
public class HangRuleTests
{
    [Fact]
    public void A_live_hang_is_told_with_the_way_to_ask_it()
    {
        Finding finding = Judge(Silent().Live()).Findings.ShouldHaveSingleItem();
        finding.Severity.ShouldBe(Severity.Critical);
        finding.Remedies[0].Action.ShouldBe("Run py-spy dump --pid 100");
        finding.Explanation.ShouldContain("since step 100");
    }

    [Fact]
    public void A_hang_that_was_ended_is_told_too() => Judge(Silent().Ended(EndCause.Interrupted, 130, 2)).State.ShouldBe(RuleState.Fired);

    [Fact]
    public void Several_ranks_want_a_timeout() =>
        Judge(Silent().Process(200, ProcessRoles.Main, (ProcessMetrics.CpuUser, _ => 1)).Live()).Findings.Single().Remedies.ShouldContain(remedy => remedy.Action.Contains("timeout"));

    [Fact]
    public void Thresholds_hold() =>
        new HangRule().Evaluate(Silent().Live().Build(), new RuleOptions(new Dictionary<string, double> { ["hang.shortest_seconds"] = 1000, ["hang.stalled_seconds"] = 1000 }))
            .State.ShouldBe(RuleState.NotApplicable);

    [Fact]
    public void A_run_that_steps_does_not_hang() => Judge(new EvidenceBuilder(600).Steps(600).Live()).State.ShouldBe(RuleState.NotApplicable);

    private static EvidenceBuilder Silent() => new EvidenceBuilder(600).Process(100, ProcessRoles.Main, (ProcessMetrics.CpuUser, _ => 5), (ProcessMetrics.State, _ => 'S'))
        .With(Enumerable.Range(1, 100).Select(i => new Core.Training.StepReading { UnixSeconds = EvidenceBuilder.Start + i, Step = i, Source = Core.Training.StepSource.Output }));

    private static RuleVerdict Judge(EvidenceBuilder run) => new HangRule().Evaluate(run.Build(), RuleOptions.Default);
}
