using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Core.Events;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class GpuFragmentationRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(string text) => new EvidenceBuilder().Event(50, EventTypes.CudaOom, new() { ["text"] = text });

    [Fact]
    public void Unused_reserved_memory_larger_than_the_request_is_fragmentation() =>
        Run("CUDA out of memory. Tried to allocate 2.00 GiB (GPU 0; 23.69 GiB total capacity; 14.20 GiB already allocated; 1.10 GiB free; 20.40 GiB reserved in total by PyTorch)").Judge<GpuFragmentationRule>()
            .Findings.ShouldHaveSingleItem().Title.ShouldStartWith("6.20 GiB");

    [Fact]
    public void Newer_messages_say_so_themselves() =>
        Run("CUDA out of memory. Tried to allocate 1.00 GiB. GPU 0 has a total capacity of 23.69 GiB of which 500.00 MiB is free. Of the allocated memory 16.00 GiB is allocated by PyTorch, and 5.00 GiB is reserved by PyTorch but unallocated.").Judge<GpuFragmentationRule>().State.ShouldBe(RuleState.Fired);

    [Fact]
    public void Full_is_full() =>
        Run("CUDA out of memory. Tried to allocate 20.00 MiB (GPU 4; 31.75 GiB total capacity; 30.29 GiB already allocated; 3.75 MiB free; 30.40 GiB reserved in total by PyTorch)").Judge<GpuFragmentationRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void A_message_without_figures_tells_nothing() => Run("CUDA error: out of memory").Judge<GpuFragmentationRule>().State.ShouldBe(RuleState.InsufficientData);
}
