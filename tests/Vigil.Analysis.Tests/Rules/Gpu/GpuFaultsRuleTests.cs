using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Events;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class GpuFaultsRuleTests
{
    [Fact]
    public void Fires_when_a_gpu_falls_off_the_bus()
    {
        Finding finding = Run().Event(50, EventTypes.GpuXid, new() { ["gpu"] = "g", ["xid"] = 79 }).Judge<GpuFaultsRule>().ShouldFire();
        finding.Severity.ShouldBe(Severity.Critical);
        finding.Explanation.ShouldContain("fallen off the bus");
    }

    [Fact]
    public void Puts_errors_of_kernels_down_to_the_program() => Run().Event(50, EventTypes.GpuXid, new() { ["xid"] = 31 }).Event(51, EventTypes.GpuXid, new() { ["xid"] = 31 })
        .Judge<GpuFaultsRule>().ShouldFire().Evidence[0].Count.ShouldBe(2);

    [Fact]
    public void Fires_when_a_gpu_stops_answering() => Run().Event(50, EventTypes.GpuLost).Judge<GpuFaultsRule>().ShouldFire().Title.ShouldBe("A GPU stopped answering");

    [Fact]
    public void Stays_silent_without_such_events() => Run().Judge<GpuFaultsRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_without_a_gpu() => new EvidenceBuilder().System(Scene.Cpu(4, 50)).Judge<GpuFaultsRule>().ShouldNotApply();

    private static EvidenceBuilder Run() => new EvidenceBuilder().Gpu("g", Scene.Utilization(95));
}
