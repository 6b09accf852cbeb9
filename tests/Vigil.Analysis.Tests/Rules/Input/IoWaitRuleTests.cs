using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Input;

public class IoWaitRuleTests
{
    [Fact]
    public void Fires_when_processors_wait_for_disks() => new EvidenceBuilder().System(Scene.Cpu(4, 20, ioWaitPercent: 45)).Judge<IoWaitRule>().ShouldFire()
        .Evidence[0].Value.ShouldNotBeNull().ShouldBe(45, 0.5);

    [Fact]
    public void Fires_by_stalls_on_a_machine_of_many_cores()
    {
        Finding finding = new EvidenceBuilder().System([.. Scene.Cpu(64, 5, ioWaitPercent: 3), (SystemMetrics.PressureIoFull, t => t * 0.6)]).Judge<IoWaitRule>().ShouldFire();
        finding.Evidence[0].Subject.ShouldBe(SystemMetrics.PressureIoFull.Name);
        finding.Remedies[0].Effect!.Low.ShouldBeGreaterThanOrEqualTo(-60.1);
    }

    [Fact]
    public void Stays_silent_just_below() => new EvidenceBuilder().System(Scene.Cpu(4, 20, ioWaitPercent: 29)).Judge<IoWaitRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_while_accelerators_are_busy_all_the_same() =>
        new EvidenceBuilder().System(Scene.Cpu(4, 20, ioWaitPercent: 45)).Gpu("g", Scene.Utilization(95)).Judge<IoWaitRule>().ShouldBeQuiet();

    [Fact]
    public void Lacks_data_in_a_few_seconds() => new EvidenceBuilder(seconds: 8).System(Scene.Cpu(4, 20, ioWaitPercent: 45)).Judge<IoWaitRule>().ShouldLackData();
}
