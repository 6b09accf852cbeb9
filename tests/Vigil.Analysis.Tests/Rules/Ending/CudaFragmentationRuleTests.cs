using System.Text.Json.Nodes;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Ending;
using Vigil.Analysis.Tests.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Tests.Rules.Ending;

/// <summary>Enough memory, in pieces.</summary>
public class CudaFragmentationRuleTests
{
    private const string Message = "CUDA out of memory. Tried to allocate 1.00 GiB (GPU 0; 24.00 GiB total capacity; 15.00 GiB already allocated; 0.50 GiB free; 20.00 GiB reserved in total by PyTorch)";

    [Fact]
    public void Segments_that_grow_come_first()
    {
        Remedy first = Judge(OomLedgerTests.CudaOom(Message).Setting(TrainingSetting.BatchSize, 8, "batch_size")).Findings.ShouldHaveSingleItem().Remedies[0];
        first.Action.ShouldContain("expandable_segments:True");
        first.Impact.ShouldContain("5.00 GiB");
    }

    [Fact]
    public void They_are_not_offered_where_they_are_set() =>
        Judge(OomLedgerTests.CudaOom(Message).Setting(TrainingSetting.BatchSize, 8, "batch_size")
            .Snapshot(new JsonObject { ["environment"] = new JsonObject { ["PYTORCH_CUDA_ALLOC_CONF"] = "expandable_segments:True" } }))
            .Findings.Single().Remedies.ShouldNotContain(remedy => remedy.Action.Contains("expandable_segments"));

    [Fact]
    public void A_request_larger_than_what_is_unused_is_no_fragmentation() =>
        Judge(OomLedgerTests.CudaOom("CUDA out of memory. Tried to allocate 6.00 GiB (GPU 0; 24.00 GiB total capacity; 15.00 GiB already allocated; 0.50 GiB free; 20.00 GiB reserved in total by PyTorch)"))
            .State.ShouldBe(RuleState.Quiet);

    private static RuleVerdict Judge(EvidenceBuilder run) => new CudaFragmentationRule().Evaluate(run.Build(), RuleOptions.Default);
}
