using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules.Input;
using Vigil.Analysis.Tests.Support;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Tests.Rules.Input;

public class NetworkStorageRuleTests
{
    [Fact]
    public void Fires_when_readers_are_blocked_and_the_network_brings_what_they_read()
    {
        Finding finding = Run(blocked: 0.6, received: 40e6).Judge<NetworkStorageRule>().ShouldFire();
        finding.Evidence.Count.ShouldBe(2);
        finding.Confidence.ShouldBeLessThanOrEqualTo(0.8);
    }

    [Fact]
    public void Stays_silent_when_readers_are_hardly_blocked() => Run(blocked: 0.1, received: 40e6).Judge<NetworkStorageRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_local_disks_bring_the_data() => Run(blocked: 0.6, received: 40e6, disk: 40e6).Judge<NetworkStorageRule>().ShouldBeQuiet();

    [Fact]
    public void Stays_silent_when_nothing_comes_over_the_network() => Run(blocked: 0.6, received: 1000).Judge<NetworkStorageRule>().ShouldBeQuiet();

    [Fact]
    public void Does_not_apply_without_a_network() => new EvidenceBuilder().System(Scene.Cpu(4, 20)).Judge<NetworkStorageRule>().ShouldNotApply();

    private static EvidenceBuilder Run(double blocked, double received, double disk = 0) => new EvidenceBuilder().System(Scene.Cpu(4, 20))
        .Subject(SubjectKind.Network, "eth0", [], (NetworkMetrics.ReceivedBytes, t => t * received))
        .Subject(SubjectKind.Disk, "sda", [], (DiskMetrics.ReadBytes, t => t * disk))
        .Process(10, ProcessRoles.Main, Scene.Process(0.2))
        .Process(11, ProcessRoles.Worker, Scene.Process(0.2, blocked));
}
