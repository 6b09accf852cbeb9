using Vigil.Collection.Machine.Linux;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Machine.Linux;

public class LinuxNetworkCollectorTests
{
    [Theory]
    [InlineData("laptop", "wlp2s0,docker0,veth12ab")]
    [InlineData("server-two-sockets", "eno1,ib0")]
    [InlineData("old-virtual-machine", "eth0")]
    public void Records_every_interface_but_loopback(string machine, string interfaces)
    {
        using CapturedTree tree = CapturedTree.Open($"Machines/{machine}");
        using var collector = new LinuxNetworkCollector(tree.Paths);
        var frame = new SampleFrame();

        frame.Sample(collector).ShouldBe(CollectResult.Ok);

        frame.Keys(SubjectKind.Network).ShouldBe(interfaces.Split(','));
    }

    [Theory]
    [InlineData("laptop", "wlp2s0", new long[] { 290812539, 296505, 1, 3, 2, 4 })]
    [InlineData("old-virtual-machine", "eth0", new long[] { 4096, 8192, 1, 3, 2, 4 })]
    public void Reads_bytes_errors_and_drops(string machine, string name, long[] expected)
    {
        using CapturedTree tree = CapturedTree.Open($"Machines/{machine}");
        using var collector = new LinuxNetworkCollector(tree.Paths);
        var frame = new SampleFrame();

        frame.Sample(collector);

        frame.Subject(SubjectKind.Network, name).Values.ShouldBe(expected);
    }

    [Fact]
    public void Follows_interfaces_that_come_and_go()
    {
        using CapturedTree tree = CapturedTree.Open("Machines/laptop");
        using var collector = new LinuxNetworkCollector(tree.Paths);
        var frame = new SampleFrame();
        string[] lines = File.ReadAllLines(tree.Paths.Proc("net/dev"));
        frame.Sample(collector);

        tree.Write("proc/net/dev", string.Join('\n', lines.Where(line => !line.Contains("docker0"))) + "\n  tun0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n");
        frame.Sample(collector);

        frame.Keys(SubjectKind.Network).ShouldBe(["wlp2s0", "veth12ab", "tun0"]);
    }
}
