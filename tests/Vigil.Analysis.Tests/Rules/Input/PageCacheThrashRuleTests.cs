using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Input;

public class PageCacheThrashRuleTests
{
    [Fact]
    public void Fires_when_more_than_memory_is_read_again_and_again() => Run(cache: 0.6, speed: 200e6).Judge<PageCacheThrashRule>().ShouldFire().Explanation.ShouldContain("each epoch");

    [Fact]
    public void Stays_silent_when_reads_are_just_slower() => Run(cache: 0.6, speed: 95e6).Judge<PageCacheThrashRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_during_a_first_pass() => Run(cache: 0.6, speed: 200e6, memory: 64e9).Judge<PageCacheThrashRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_without_disks() => new EvidenceBuilder().System(Scene.Cpu(4, 50)).Judge<PageCacheThrashRule>().ShouldNotApply();

    private static EvidenceBuilder Run(double cache, double speed, double memory = 16e9) => new EvidenceBuilder()
        .System([.. Scene.Cpu(4, 50), (SystemMetrics.MemoryTotal, _ => memory), (SystemMetrics.MemoryCached, _ => memory * cache)])
        .Subject(SubjectKind.Disk, "sda", [], (DiskMetrics.ReadBytes, t => t * speed));
}
