using Vigil.Collection.Machine.Linux;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Machine.Linux;

public class LinuxDiskCollectorTests
{
    [Theory]
    [InlineData("laptop", "nvme0n1")]
    [InlineData("server-two-sockets", "sda,sdb,nvme0n1,nbd0,cciss/c0d0")]
    [InlineData("old-virtual-machine", "vda")]
    public void Records_each_disk_and_nothing_that_lies_on_a_disk(string machine, string disks)
    {
        using CapturedTree tree = CapturedTree.Open($"Machines/{machine}");
        using var collector = new LinuxDiskCollector(tree.Paths);
        var frame = new SampleFrame();

        frame.Sample(collector).ShouldBe(CollectResult.Ok);

        frame.Keys(SubjectKind.Disk).ShouldBe(disks.Split(','));
    }

    [Fact]
    public void Reads_bytes_operations_and_busy_time()
    {
        using CapturedTree tree = CapturedTree.Open("Machines/laptop");
        using var collector = new LinuxDiskCollector(tree.Paths);
        var frame = new SampleFrame();

        frame.Sample(collector);

        Subject disk = frame.Subject(SubjectKind.Disk, "nvme0n1");
        disk.Raw(DiskMetrics.ReadOperations).ShouldBe(52109);
        disk.Raw(DiskMetrics.ReadBytes).ShouldBe(6828650L * 512);
        disk.Raw(DiskMetrics.WriteOperations).ShouldBe(39887);
        disk.Raw(DiskMetrics.WriteBytes).ShouldBe(4763368L * 512);
        disk.Raw(DiskMetrics.BusyTime).ShouldBe(19768);
    }

    [Fact]
    public void Follows_disks_that_appear_and_vanish()
    {
        using CapturedTree tree = CapturedTree.Open("Machines/laptop");
        using var collector = new LinuxDiskCollector(tree.Paths);
        var frame = new SampleFrame();
        string before = File.ReadAllText(tree.Paths.Proc("diskstats"));
        frame.Sample(collector);

        tree.Write("sys/block/sda/size", "8");
        tree.Write("proc/diskstats", "   8       0 sda 1 0 2 0 3 0 4 0 0 5 6\n" + before);
        frame.Sample(collector);
        string[] plugged = frame.Keys(SubjectKind.Disk);
        tree.Write("proc/diskstats", before);
        frame.Sample(collector);

        plugged.ShouldBe(["nvme0n1", "sda"]);
        frame.Keys(SubjectKind.Disk).ShouldBe(["nvme0n1"]);
    }

    [Fact]
    public void A_line_cut_short_gives_what_it_has()
    {
        using CapturedTree tree = CapturedTree.Open("Machines/laptop");
        tree.Write("proc/diskstats", " 259       0 nvme0n1 52109 17779 68");
        using var collector = new LinuxDiskCollector(tree.Paths);
        var frame = new SampleFrame();

        frame.Sample(collector);

        Subject disk = frame.Subject(SubjectKind.Disk, "nvme0n1");
        disk.Raw(DiskMetrics.ReadOperations).ShouldBe(52109);
        disk.Raw(DiskMetrics.WriteBytes).ShouldBe(Reading.NotAvailable);
        disk.Raw(DiskMetrics.BusyTime).ShouldBe(Reading.NotAvailable);
    }

    [Fact]
    public void Says_that_there_is_no_disk_accounting()
    {
        using CapturedTree tree = CapturedTree.Empty();
        using var collector = new LinuxDiskCollector(tree.Paths);

        new SampleFrame().Sample(collector).State.ShouldBe(CollectState.NotAvailable);
    }
}
