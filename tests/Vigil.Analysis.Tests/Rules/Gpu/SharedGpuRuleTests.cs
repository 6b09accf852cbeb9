using Vigil.Analysis.Rules.Gpu;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Rules.Gpu;

public class SharedGpuRuleTests
{
    [Fact]
    public void Fires_when_others_keep_the_gpu_busy() => Run(own: true, utilization: 30, memory: 1e9).Judge<SharedGpuRule>().ShouldFire().Explanation.ShouldContain("99");

    [Fact]
    public void Fires_when_others_hold_its_memory() => Run(own: true, utilization: 0, memory: 6e9).Judge<SharedGpuRule>().ShouldFire().Evidence[0].Subject.ShouldBe(GpuProcessMetrics.MemoryUsed.Name);

    [Fact]
    public void Stays_silent_about_a_desktop() => Run(own: true, utilization: 5, memory: 0.5e9).Judge<SharedGpuRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_when_nobody_can_be_told_apart() => Run(own: false, utilization: 30, memory: 6e9).Judge<SharedGpuRule>().ShouldNotApply();

    private static EvidenceBuilder Run(bool own, double utilization, double memory)
    {
        EvidenceBuilder run = new EvidenceBuilder().Gpu("g", Scene.Utilization(95), (GpuMetrics.MemoryTotal, _ => 24e9)).Process(10, ProcessRoles.Main, Scene.Process(1))
            .Subject(SubjectKind.GpuProcess, "g/99", [], (GpuProcessMetrics.Utilization, _ => utilization), (GpuProcessMetrics.MemoryUsed, _ => memory));
        return own ? run.Subject(SubjectKind.GpuProcess, "g/10", [], (GpuProcessMetrics.Utilization, _ => 60), (GpuProcessMetrics.MemoryUsed, _ => 10e9)) : run;
    }
}
