using Vigil.Collection.Machine.Linux;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Machine.Linux;

public class LinuxSystemCollectorTests
{
    private const int PageBytes = 4096;
    private const long KiB = 1024;

    [Fact]
    public void Fills_every_column_of_a_current_machine()
    {
        using CapturedTree tree = CapturedTree.Open("Machines/laptop");
        using var collector = new LinuxSystemCollector(tree.Paths, PageBytes);
        var frame = new SampleFrame();

        frame.Sample(collector).ShouldBe(CollectResult.Ok);

        Subject machine = frame.First(SubjectKind.System)!;
        machine.Values.ShouldNotContain(Reading.NotAvailable);
        machine.Raw(SystemMetrics.CpuUser).ShouldBe(16600 + 40);
        machine.Raw(SystemMetrics.CpuSystem).ShouldBe(4006 + 28);
        machine.Raw(SystemMetrics.CpuIdle).ShouldBe(320000);
        machine.Raw(SystemMetrics.CpuIoWait).ShouldBe(206);
        machine.Raw(SystemMetrics.CpuSteal).ShouldBe(12);
        machine.Raw(SystemMetrics.CpuCount).ShouldBe(4);
        machine.Raw(SystemMetrics.Forks).ShouldBe(54321);
        machine.Raw(SystemMetrics.Load1).ShouldBe(4);
        machine.Raw(SystemMetrics.Load5).ShouldBe(121);
        machine.Raw(SystemMetrics.Load15).ShouldBe(1018);
        machine.Raw(SystemMetrics.PressureCpuSome).ShouldBe(26497288);
        machine.Raw(SystemMetrics.PressureMemorySome).ShouldBe(111);
        machine.Raw(SystemMetrics.PressureMemoryFull).ShouldBe(22);
        machine.Raw(SystemMetrics.PressureIoSome).ShouldBe(12646490);
        machine.Raw(SystemMetrics.PressureIoFull).ShouldBe(12116255);
        machine.Raw(SystemMetrics.MemoryTotal).ShouldBe(16000000 * KiB);
        machine.Raw(SystemMetrics.MemoryUsed).ShouldBe(7000000 * KiB);
        machine.Raw(SystemMetrics.MemoryAvailable).ShouldBe(9000000 * KiB);
        machine.Raw(SystemMetrics.MemoryFree).ShouldBe(2000000 * KiB);
        machine.Raw(SystemMetrics.MemoryCached).ShouldBe(6700000 * KiB);
        machine.Raw(SystemMetrics.MemoryShared).ShouldBe(800000 * KiB);
        machine.Raw(SystemMetrics.MemoryDirty).ShouldBe(2048 * KiB);
        machine.Raw(SystemMetrics.SwapTotal).ShouldBe(8000000 * KiB);
        machine.Raw(SystemMetrics.SwapUsed).ShouldBe(1000000 * KiB);
        machine.Raw(SystemMetrics.SwapIn).ShouldBe(100 * PageBytes);
        machine.Raw(SystemMetrics.SwapOut).ShouldBe(250 * PageBytes);
        machine.Raw(SystemMetrics.MajorFaults).ShouldBe(3654);
        machine.Raw(SystemMetrics.OomKills).ShouldBe(2);
    }

    [Fact]
    public void Counts_user_kernel_and_stolen_time_of_a_core_as_busy()
    {
        using CapturedTree tree = CapturedTree.Open("Machines/laptop");
        using var collector = new LinuxSystemCollector(tree.Paths, PageBytes);
        var frame = new SampleFrame();

        frame.Sample(collector);

        frame.Keys(SubjectKind.CpuCore).ShouldBe(["0", "1", "2", "3"]);
        Subject core = frame.Subject(SubjectKind.CpuCore, "2");
        core.Raw(CpuCoreMetrics.Busy).ShouldBe(4200 + 10 + 1002 + 7 + 3);
        core.Raw(CpuCoreMetrics.IoWait).ShouldBe(52);
    }

    [Fact]
    public void Follows_cores_that_go_offline_and_come_back()
    {
        using CapturedTree tree = CapturedTree.Open("Machines/server-two-sockets");
        using var collector = new LinuxSystemCollector(tree.Paths, PageBytes);
        var frame = new SampleFrame();
        string all = File.ReadAllText(tree.Paths.Proc("stat"));
        frame.Sample(collector);
        int version = frame.Version;

        tree.Write("proc/stat", string.Join('\n', all.Split('\n').Where(line => !line.StartsWith("cpu3 "))));
        frame.Sample(collector);
        string[] without = frame.Keys(SubjectKind.CpuCore);
        tree.Write("proc/stat", all);
        frame.Sample(collector);

        without.ShouldBe(["0", "1", "2", "4", "5", "6", "7"]);
        frame.Keys(SubjectKind.CpuCore).ShouldBe(["0", "1", "2", "3", "4", "5", "6", "7"], ignoreOrder: true);
        frame.First(SubjectKind.System)!.Raw(SystemMetrics.CpuCount).ShouldBe(8);
        frame.Version.ShouldBe(version + 2);
    }

    [Fact]
    public void An_old_kernel_lacks_pressure_and_oom_kills_and_nothing_else()
    {
        using CapturedTree tree = CapturedTree.Open("Machines/old-virtual-machine");
        using var collector = new LinuxSystemCollector(tree.Paths, PageBytes);
        var frame = new SampleFrame();

        frame.Sample(collector).ShouldBe(CollectResult.Ok);

        Subject machine = frame.First(SubjectKind.System)!;
        SystemMetrics.Table.Metrics.Where(metric => machine.Raw(metric) == Reading.NotAvailable).ShouldBe(
        [
            SystemMetrics.PressureCpuSome,
            SystemMetrics.PressureMemorySome,
            SystemMetrics.PressureMemoryFull,
            SystemMetrics.PressureIoSome,
            SystemMetrics.PressureIoFull,
            SystemMetrics.OomKills,
        ]);

        // free + buffers + cached + reclaimable - shared
        machine.Raw(SystemMetrics.MemoryAvailable).ShouldBe(2000000 * KiB);
        machine.Raw(SystemMetrics.MemoryUsed).ShouldBe(2000000 * KiB);
    }

    [Fact]
    public void Says_which_file_is_missing_and_reads_the_others()
    {
        using CapturedTree tree = CapturedTree.Open("Machines/laptop");
        File.Delete(tree.Paths.Proc("meminfo"));
        using var collector = new LinuxSystemCollector(tree.Paths, PageBytes);
        var frame = new SampleFrame();

        CollectResult result = frame.Sample(collector);

        result.State.ShouldBe(CollectState.Failed);
        result.Reason!.ShouldContain("/proc/meminfo");
        Subject machine = frame.First(SubjectKind.System)!;
        machine.Raw(SystemMetrics.MemoryTotal).ShouldBe(Reading.NotAvailable);
        machine.Raw(SystemMetrics.CpuUser).ShouldBe(16640);
    }

    [Fact]
    public void A_reading_that_fails_later_is_not_the_old_one()
    {
        using CapturedTree tree = CapturedTree.Open("Machines/laptop");
        using var collector = new LinuxSystemCollector(tree.Paths, PageBytes);
        var frame = new SampleFrame();
        frame.Sample(collector);

        tree.Write("proc/stat", "");
        CollectResult result = frame.Sample(collector);

        result.State.ShouldBe(CollectState.Failed);
        frame.First(SubjectKind.System)!.Raw(SystemMetrics.CpuUser).ShouldBe(Reading.NotAvailable);
        frame.Subject(SubjectKind.CpuCore, "0").Raw(CpuCoreMetrics.Busy).ShouldBe(Reading.NotAvailable);
    }
}
