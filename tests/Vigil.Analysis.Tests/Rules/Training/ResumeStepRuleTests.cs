using System.Text.Json.Nodes;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Training;
using Vigil.Analysis.Tests.Support;

using Vigil.Core.Events;

namespace Vigil.Analysis.Tests.Rules.Training;

public class ResumeStepRuleTests
{
    private static EvidenceBuilder Run(string text, long first) =>
        new EvidenceBuilder(100).Event(0.5, EventTypes.ResumedFrom, new JsonObject { ["text"] = text }).Steps(50, first: first);

    [Theory]
    [InlineData("Resuming from checkpoint-500", 1)]
    [InlineData("#### IMPORTANT RESUMING FROM output/my_lora/my_lora_000000500.safetensors ####", 0)]
    [InlineData("Resuming training from runs/3/global_step500/state.pt", 900)]
    [InlineData("Restored all states from epoch=3-step=500.ckpt", 1)]
    public void A_first_step_that_does_not_follow_is_told(string text, long first) =>
        Run(text, first).Judge<ResumeStepRule>().Findings.ShouldHaveSingleItem().Title.ShouldStartWith("Resumed from step 500");

    [Theory]
    [InlineData("Resuming from checkpoint-500", 501)]
    [InlineData("Resuming from checkpoint-500", 500)]
    [InlineData("Resuming from checkpoint-500", 508)]
    public void The_next_step_is_right(string text, long first) => Run(text, first).Judge<ResumeStepRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_checkpoint_without_a_number_tells_nothing() => Run("Resuming from last.ckpt", 1).Judge<ResumeStepRule>().State.ShouldBe(RuleState.InsufficientData);

    [Fact]
    public void Steps_told_every_hundred_may_begin_later() =>
        new EvidenceBuilder(100).Event(0.5, EventTypes.ResumedFrom, new JsonObject { ["text"] = "Resuming from checkpoint-500" }).Steps(20, step => step with { Step = 500 + (100 * step.Step) }).Judge<ResumeStepRule>()
            .State.ShouldBe(RuleState.Quiet);
}
