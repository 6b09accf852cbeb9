using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Death;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>A recorder that was killed.</summary>
public class RecorderKilledRuleTests
{
    [Fact]
    public void The_command_is_named_to_look_for() =>
        Judge(DeathCertificateBuilderTests.Training().Ended(EndCause.RecorderKilled, state: RunState.RecorderKilled)).Findings.ShouldHaveSingleItem()
            .Remedies[0].Action.ShouldContain("python train.py");

    [Fact]
    public void A_recorded_end_is_no_matter() => Judge(new EvidenceBuilder()).State.ShouldBe(RuleState.Quiet);

    private static RuleVerdict Judge(EvidenceBuilder run) => new RecorderKilledRule().Evaluate(run.Build(), RuleOptions.Default);
}
