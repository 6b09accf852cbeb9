using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Events;

namespace Vigil.Analysis.Tests.Rules.Training;

public class BatchSizeChangedRuleTests
{
    private static EvidenceBuilder Run(Func<long, int> size) => new EvidenceBuilder(100).Steps(100, step => step with { BatchSize = size(step.Step) });

    [Fact]
    public void A_change_that_stays_and_that_nobody_announced_is_told()
    {
        Finding finding = Run(step => step < 60 ? 32 : 16).Judge<BatchSizeChangedRule>().Findings.ShouldHaveSingleItem();
        finding.Title.ShouldContain("32 to 16");
        finding.Explanation.ShouldContain("step 60");
    }

    [Fact]
    public void Short_last_batches_are_usual() => Run(step => step % 10 == 0 ? 5 : 32).Judge<BatchSizeChangedRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_change_that_the_program_announces_is_not_silent() =>
        Run(step => step < 60 ? 32 : 16).Event(59, EventTypes.BatchSizeChange, new() { ["text"] = "Reducing to batch=16", ["to"] = 16 }).Judge<BatchSizeChangedRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void What_the_steps_themselves_tell_is_no_announcement() =>
        Run(step => step < 60 ? 32 : 16).Event(59, EventTypes.BatchSizeChange, new() { ["from"] = 32, ["to"] = 16, ["step"] = 60 }).Judge<BatchSizeChangedRule>().State.ShouldBe(RuleState.Fired);
}
