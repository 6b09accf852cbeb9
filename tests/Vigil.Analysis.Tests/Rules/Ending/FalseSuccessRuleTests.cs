using System.Text.Json.Nodes;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Logs.Errors;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>Exit code 0 that is none.</summary>
public class FalseSuccessRuleTests
{
    [Fact]
    public void Skipped_batches_want_less_memory()
    {
        EvidenceBuilder run = new EvidenceBuilder().Steps(30, step => step with { TotalSteps = 30 }).Setting(TrainingSetting.BatchSize, 8, "batch_size")
            .Gpu("GPU-1", (GpuMetrics.MemoryTotal, _ => 24e9), (GpuMetrics.MemoryUsed, _ => 23e9));
        for (int i = 0; i < 20; i++)
        {
            run.Event(5 * i, EventTypes.CudaOom, new JsonObject { ["text"] = "OOM during training step, skipping batch" });
        }

        Judge(run).Findings.ShouldHaveSingleItem().Remedies[0].Setting.ShouldBe(TrainingSetting.BatchSize);
    }

    [Fact]
    public void Where_no_GPU_was_seen_half_the_batch_is_offered_without_a_prediction()
    {
        EvidenceBuilder run = new EvidenceBuilder().Steps(30, step => step with { TotalSteps = 30 }).Setting(TrainingSetting.BatchSize, 8, "batch_size")
            .System((SystemMetrics.MemoryTotal, _ => 64e9), (SystemMetrics.MemoryUsed, _ => 10e9));
        for (int i = 0; i < 20; i++)
        {
            run.Event(5 * i, EventTypes.CudaOom, new JsonObject { ["text"] = "OOM during training step, skipping batch" });
        }

        Remedy first = Judge(run).Findings.ShouldHaveSingleItem().Remedies[0];
        first.Title.ShouldBe("Reduce batch_size to 4");
        first.Effect.ShouldBeNull();
    }

    [Fact]
    public void A_last_word_that_is_an_error_is_to_be_fixed() =>
        Judge(new EvidenceBuilder().Steps(10).Says(CauseClass.FileMissing, "FileNotFoundError: x.png", 119.5)).Findings.ShouldHaveSingleItem()
            .Remedies[0].Action.ShouldContain("x.png");

    [Fact]
    public void Success_is_no_matter() => Judge(new EvidenceBuilder().Steps(10, step => step with { TotalSteps = 10 })).State.ShouldBe(RuleState.Quiet);

    private static RuleVerdict Judge(EvidenceBuilder run) => new FalseSuccessRule().Evaluate(run.Build(), RuleOptions.Default);
}
