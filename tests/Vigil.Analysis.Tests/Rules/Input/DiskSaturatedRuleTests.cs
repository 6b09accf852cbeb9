using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Tests.Rules.Input;

public class DiskSaturatedRuleTests
{
    [Fact]
    public void Fires_when_a_disk_has_no_time_left()
    {
        Finding finding = Run(busy: 0.95, speed: 40e6, operations: 200).Judge<DiskSaturatedRule>().ShouldFire();
        finding.Title.ShouldContain("sda");
        finding.Remedies.ShouldNotBeEmpty();
    }

    [Fact]
    public void Fires_when_a_disk_carries_as_much_as_a_fast_one_can() => Run(busy: 0.5, speed: 700e6, operations: 200).Judge<DiskSaturatedRule>().ShouldFire().Evidence[0].Unit.ShouldBe("MBy/s");

    [Fact]
    public void Fires_when_a_disk_serves_too_many_requests() => Run(busy: 0.5, speed: 40e6, operations: 9000).Judge<DiskSaturatedRule>().ShouldFire().Evidence[0].Unit.ShouldBe("1/s");

    [Fact]
    public void Stays_silent_when_it_has_time_left() => Run(busy: 0.75, speed: 450e6, operations: 4500).Judge<DiskSaturatedRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_without_disks() => new EvidenceBuilder().System(Scene.Cpu(4, 20)).Judge<DiskSaturatedRule>().ShouldNotApply();

    [Fact]
    public void Lacks_data_in_a_few_seconds() => Run(0.95, 40e6, 200, seconds: 8).Judge<DiskSaturatedRule>().ShouldLackData();

    private static EvidenceBuilder Run(double busy, double speed, double operations, double seconds = 120) => new EvidenceBuilder(seconds).System(Scene.Cpu(4, 20)).Subject(
        SubjectKind.Disk,
        "sda",
        [],
        (DiskMetrics.BusyTime, t => t * busy),
        (DiskMetrics.ReadBytes, t => t * speed),
        (DiskMetrics.WriteBytes, _ => 0),
        (DiskMetrics.ReadOperations, t => t * operations),
        (DiskMetrics.WriteOperations, _ => 0));
}
