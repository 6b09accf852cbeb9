using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Runs;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>A program that could not be started.</summary>
public class NotStartedRuleTests
{
    [Fact]
    public void The_program_is_named() =>
        Judge(new EvidenceBuilder(0).Command("pyhton", "train.py").Ended(EndCause.NotStarted, 127)).Findings.ShouldHaveSingleItem().Remedies[0].Action.ShouldContain("pyhton");

    [Fact]
    public void What_ran_was_started() => Judge(new EvidenceBuilder()).State.ShouldBe(RuleState.Quiet);

    private static RuleVerdict Judge(EvidenceBuilder run) => new NotStartedRule().Evaluate(run.Build(), RuleOptions.Default);
}
