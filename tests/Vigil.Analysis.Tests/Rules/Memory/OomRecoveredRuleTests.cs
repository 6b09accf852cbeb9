using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Core.Events;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class OomRecoveredRuleTests
{
    private const double GiB = 1 << 30;

    [Fact]
    public void The_batch_size_that_the_program_chose_is_told()
    {
        Finding finding = new EvidenceBuilder().Steps(50, first: 1)
            .Event(0.5, EventTypes.BatchSizeChange, new() { ["text"] = "CUDA out of memory with batch=8. Reducing to batch=4 and retrying (1/3).", ["from"] = 8, ["to"] = 4 })
            .Event(1, EventTypes.BatchSizeChange, new() { ["text"] = "CUDA out of memory with batch=4. Reducing to batch=2 and retrying (2/3).", ["from"] = 4, ["to"] = 2 })
            .Judge<OomRecoveredRule>().Findings.ShouldHaveSingleItem();
        finding.Title.ShouldBe("The program chose batch size 2");
        ((long)finding.Remedies[0].Value!).ShouldBe(2);
        finding.Remedies[0].Action.ShouldContain("over 4 batches");
    }

    [Fact]
    public void Skipped_batches_are_counted_with_those_left_out() =>
        new EvidenceBuilder().Steps(50).Event(20, EventTypes.CudaOom, new() { ["text"] = "# OOM during training step, skipping batch 1/3 #" }).Event(60, EventTypes.CudaOom, new() { ["text"] = "# OOM #", ["left_out"] = 5 })
            .Judge<OomRecoveredRule>().Findings.ShouldHaveSingleItem().Title.ShouldStartWith("7 times");

    [Fact]
    public void A_failure_that_ended_the_run_was_not_survived() =>
        new EvidenceBuilder().Step(new() { Step = 1, UnixSeconds = EvidenceBuilder.Start + 10, Source = Core.Training.StepSource.Output }).Event(20, EventTypes.CudaOom).Judge<OomRecoveredRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Without_a_failure_there_is_nothing_to_say() => new EvidenceBuilder().Steps(5).Judge<OomRecoveredRule>().State.ShouldBe(RuleState.NotApplicable);
}
