using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Rules.Memory;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;

namespace Vigil.Analysis.Tests.Rules.Memory;

public class MemoryHeadroomRuleTests
{
    private const double GiB = 1 << 30;

    private static EvidenceBuilder Run(double percent) =>
        new EvidenceBuilder().Gpu("gpu0", (GpuMetrics.MemoryTotal, _ => 24 * GiB), (GpuMetrics.MemoryUsed, _ => percent / 100 * 24 * GiB)).Setting(TrainingSetting.BatchSize, 4, "batch_size").Steps(50);

    [Fact]
    public void Room_for_a_larger_batch_is_told_in_the_documents_words() =>
        Run(20).Judge<MemoryHeadroomRule>().Findings.ShouldHaveSingleItem().Remedies[0].Title.ShouldBe("Memory allows batch_size: 16, currently using 4");

    [Fact]
    public void Checkpointing_can_be_spared_where_it_is_on()
    {
        Finding finding = Run(40).Setting(TrainingSetting.GradientCheckpointing, true, "train.gradient_checkpointing").Judge<MemoryHeadroomRule>().Findings.ShouldHaveSingleItem();
        finding.Remedies.Select(remedy => remedy.Title).ShouldBe(["Memory allows batch_size: 8, currently using 4", "Disable gradient checkpointing for speed"]);
    }

    [Fact]
    public void A_device_that_is_well_filled_is_fine() => Run(75).Judge<MemoryHeadroomRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Who_ran_out_of_memory_is_not_told_to_use_more() => Run(20).Event(30, EventTypes.CudaOom).Judge<MemoryHeadroomRule>().State.ShouldBe(RuleState.Quiet);

    [Fact]
    public void Without_an_accelerator_there_is_nothing_to_fill() => new EvidenceBuilder().Steps(50).Judge<MemoryHeadroomRule>().State.ShouldBe(RuleState.NotApplicable);
}
