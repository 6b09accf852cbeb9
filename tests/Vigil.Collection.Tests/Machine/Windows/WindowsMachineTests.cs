using System.Text;
using Vigil.Collection.Machine.Windows;
using Vigil.Collection.Tests.Subjects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Machine.Windows;

public class WindowsMachineTests
{
    private const long Second = 10_000_000;

    private readonly SampleFrame _frame = new();
    private readonly CapturedWindows _windows = new()
    {
        // Kernel time holds the idle time.
        Processors = new CapturedBytes(96)
            .U64(0, 90 * Second).U64(8, 95 * Second).U64(16, 5 * Second)
            .U64(48, 80 * Second).U64(56, 82 * Second).U64(64, 18 * Second).Bytes,
        Memory = new CapturedBytes(104).U32(0, 104).U64(32, 4_000_000).U64(40, 1_000_000).U64(48, 600_000).U64(80, 4096).Bytes,
        Paging = new CapturedBytes(344).U32(80, 5000).U32(84, 700).U32(96, 30).Bytes,
        PageFiles =
        [
            .. new CapturedBytes(48).U32(0, 48).U32(4, 1000).U32(8, 100).Bytes,
            .. new CapturedBytes(48).U32(0, 0).U32(4, 500).U32(8, 50).Bytes,
        ],
    };

    [Fact]
    public void Reads_processors_memory_and_paging()
    {
        using var collector = new WindowsSystemCollector(_windows);

        Sample(collector).ShouldBe(CollectResult.Ok);

        Subject system = _frame.First(SubjectKind.System)!;
        system.Value(SystemMetrics.CpuUser)!.Value.ShouldBe(23, 1e-9);
        system.Value(SystemMetrics.CpuSystem)!.Value.ShouldBe(7, 1e-9);
        system.Value(SystemMetrics.CpuIdle)!.Value.ShouldBe(170, 1e-9);
        system.Value(SystemMetrics.CpuCount).ShouldBe(2);
        system.Value(SystemMetrics.MemoryTotal).ShouldBe(4_000_000L * 4096);
        system.Value(SystemMetrics.MemoryAvailable).ShouldBe(1_000_000L * 4096);
        system.Value(SystemMetrics.MemoryUsed).ShouldBe(3_000_000L * 4096);
        system.Value(SystemMetrics.MemoryCached).ShouldBe(600_000L * 4096);
        system.Value(SystemMetrics.SwapTotal).ShouldBe(1500 * 4096);
        system.Value(SystemMetrics.SwapUsed).ShouldBe(150 * 4096);
        system.Value(SystemMetrics.SwapOut).ShouldBe(30 * 4096);
        system.Value(SystemMetrics.MajorFaults).ShouldBe(700);
        system.Value(SystemMetrics.SwapIn).ShouldBeNull();
        system.Value(SystemMetrics.Load1).ShouldBeNull();

        Subject second = _frame.Subjects.Single(subject => subject is { Kind: SubjectKind.CpuCore, Key: "1" });
        second.Value(CpuCoreMetrics.Busy)!.Value.ShouldBe(20, 1e-9);
    }

    [Fact]
    public void Paging_counters_start_again_after_32_bits()
    {
        using var collector = new WindowsSystemCollector(_windows);
        _windows.Paging = new CapturedBytes(344).U32(96, uint.MaxValue).Bytes;
        Sample(collector);
        _windows.Paging = new CapturedBytes(344).U32(96, 1).Bytes;
        Sample(collector);

        _frame.First(SubjectKind.System)!.Delta(SystemMetrics.SwapOut).ShouldBe(2 * 4096);
    }

    [Fact]
    public void A_machine_without_page_file_has_no_swap()
    {
        using var collector = new WindowsSystemCollector(_windows);
        _windows.PageFiles = [];

        Sample(collector).ShouldBe(CollectResult.Ok);

        _frame.First(SubjectKind.System)!.Value(SystemMetrics.SwapTotal).ShouldBe(0);
    }

    [Fact]
    public void A_part_that_fails_is_named_and_the_others_are_read()
    {
        using var collector = new WindowsSystemCollector(_windows);
        Sample(collector);
        _windows.Processors = _windows.Processors![..47];

        CollectResult result = Sample(collector);

        result.State.ShouldBe(CollectState.Failed);
        result.Reason.ShouldNotBeNull().ShouldContain("processor times");
        _frame.First(SubjectKind.System)!.Value(SystemMetrics.CpuUser).ShouldBeNull();
        _frame.First(SubjectKind.CpuCore)!.Value(CpuCoreMetrics.Busy).ShouldBeNull();
        _frame.First(SubjectKind.System)!.Value(SystemMetrics.SwapUsed).ShouldBe(150 * 4096);
    }

    [Fact]
    public void Reads_drives_with_gaps_in_their_numbers()
    {
        _windows.Disks[0] = Disk(read: 10, idle: 50 * Second, query: 1000 * Second, reads: uint.MaxValue);
        _windows.Disks[2] = Disk(read: 20, idle: 0, query: 1000 * Second, reads: 0);
        using var collector = new WindowsDiskCollector(_windows);
        Sample(collector).ShouldBe(CollectResult.Ok);
        _windows.Disks[0] = Disk(read: 1010, idle: 50 * Second + 7_500_000, query: 1001 * Second, reads: 4);
        _windows.Disks.Remove(2);
        Sample(collector).ShouldBe(CollectResult.Ok);

        Subject drive = _frame.Subjects.ShouldHaveSingleItem();
        drive.Key.ShouldBe("PhysicalDrive0");
        drive.Delta(DiskMetrics.ReadBytes).ShouldBe(1000);
        drive.Delta(DiskMetrics.ReadOperations).ShouldBe(5);
        drive.Value(DiskMetrics.WriteBytes).ShouldBe(99);
        drive.Value(DiskMetrics.WriteOperations).ShouldBe(3);
        drive.Delta(DiskMetrics.BusyTime)!.Value.ShouldBe(0.25, 1e-9);
    }

    [Fact]
    public void Busy_time_does_not_shrink_when_the_clock_steps_back()
    {
        _windows.Disks[0] = Disk(read: 0, idle: 0, query: 1000 * Second, reads: 0);
        using var collector = new WindowsDiskCollector(_windows);
        Sample(collector);
        _windows.Disks[0] = Disk(read: 0, idle: 0, query: 900 * Second, reads: 0);
        Sample(collector);

        _frame.First(SubjectKind.Disk)!.Value(DiskMetrics.BusyTime).ShouldBe(0);
    }

    [Fact]
    public void No_drive_with_counters_is_not_available()
    {
        using var collector = new WindowsDiskCollector(_windows);

        Sample(collector).State.ShouldBe(CollectState.NotAvailable);
    }

    [Fact]
    public void Reads_interfaces_and_leaves_out_what_repeats_others()
    {
        _windows.Interfaces =
        [
            .. new CapturedBytes(8).U32(0, 5).Bytes,
            .. Row("Ethernet 2", luid: 1, type: 6, flags: 1, status: 1),
            .. Row("Ethernet 2-WFP Filter-0000", luid: 2, type: 6, flags: 2, status: 1),
            .. Row("Loopback Pseudo-Interface 1", luid: 3, type: 24, flags: 0, status: 1),
            .. Row("Teredo", luid: 4, type: 131, flags: 0, status: 1),
            .. Row("Wi-Fi", luid: 5, type: 71, flags: 1, status: 2),
        ];
        using var collector = new WindowsNetworkCollector(_windows);

        Sample(collector).ShouldBe(CollectResult.Ok);

        Subject ethernet = _frame.Subjects.ShouldHaveSingleItem();
        ethernet.Key.ShouldBe("Ethernet 2");
        ethernet.Values.ShouldBe([11, 44, 33, 66, 22, 55]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 0)]
    [InlineData(8, 0)]
    [InlineData(8 + 1351, 0)]
    [InlineData(8 + 1352, 1)]
    [InlineData(8 + 2703, 1)]
    public void An_interface_table_that_is_cut_off_gives_what_is_whole(int length, int rows)
    {
        byte[] table =
        [
            .. new CapturedBytes(8).U32(0, uint.MaxValue).Bytes,
            .. Row("a", luid: 1, type: 6, flags: 1, status: 1),
            .. Row("b", luid: 2, type: 6, flags: 1, status: 1),
        ];

        var list = new WindowsInterfaceTable(table.AsSpan(0, length));
        int read = 0;
        while (list.TryRead(out _, out _))
        {
            read++;
        }

        read.ShouldBe(rows);
    }

    [Fact]
    public void Reads_free_space_and_says_so_when_a_folder_is_gone()
    {
        _windows.Space = (Available: 5_000_000_000, Total: 9_000_000_000);
        using var collector = new WindowsFileSystemCollector(_windows, new Dictionary<string, string> { ["work"] = @"D:\runs" });
        Sample(collector).ShouldBe(CollectResult.Ok);
        Subject work = _frame.Subjects.ShouldHaveSingleItem();
        work.Value(FileSystemMetrics.Available).ShouldBe(5_000_000_000);
        work.Value(FileSystemMetrics.AvailableInodes).ShouldBeNull();

        _windows.Space = null;
        Sample(collector).State.ShouldBe(CollectState.Failed);
        work.Value(FileSystemMetrics.Total).ShouldBeNull();
    }

    private static byte[] Disk(long read, long idle, long query, long reads) =>
        new CapturedBytes(88).U64(0, read).U64(8, 99).U64(32, idle).U32(40, reads).U32(44, 3).U64(56, query).Bytes;

    private static byte[] Row(string alias, long luid, int type, int flags, int status) =>
        new CapturedBytes(1352).U64(0, luid).Text(28, alias, Encoding.Unicode).U32(1128, type).U32(1152, flags)
            .U32(1156, status).U64(1208, 11).U64(1232, 22).U64(1240, 33).U64(1280, 44).U64(1304, 55).U64(1312, 66).Bytes;

    private CollectResult Sample(ICollector collector)
    {
        _frame.Begin(0, 1);
        return collector.Collect(_frame);
    }
}
