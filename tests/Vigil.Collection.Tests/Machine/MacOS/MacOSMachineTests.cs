using Vigil.Collection.Machine.MacOS;
using Vigil.Collection.Tests.Subjects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Machine.MacOS;

public class MacOSMachineTests
{
    private const long Gibibyte = 1L << 30;
    private const long PagesPerGibibyte = Gibibyte / 16384;

    private readonly SampleFrame _frame = new();
    private readonly CapturedMac _mac = new()
    {
        VirtualMemory = new CapturedBytes(152)
            .U32(0, (3 * PagesPerGibibyte) + 100).U32(12, 2 * PagesPerGibibyte).U64(32, 5000)
            .U32(88, PagesPerGibibyte).U32(92, 100).U64(112, 64).U64(120, 128)
            .U32(128, PagesPerGibibyte).U32(136, 4 * PagesPerGibibyte).U32(140, 6 * PagesPerGibibyte).Bytes,
        Processors = new CapturedBytes(32)
            .U32(0, 1000).U32(4, 500).U32(8, 9000).U32(12, 10)
            .U32(16, 2000).U32(20, 700).U32(24, 8000).U32(28, 0).Bytes,
        Sysctls =
        {
            ["vm.swapusage"] = new CapturedBytes(32).U64(0, 2 * Gibibyte).U64(8, Gibibyte).U64(16, Gibibyte).Bytes,
            ["vm.loadavg"] = new CapturedBytes(24).U32(0, 2048 * 3 / 2).U32(4, 2048 * 2).U32(8, 2048 / 4).U64(16, 2048).Bytes,
            ["hw.memsize"] = new CapturedBytes(8).U64(0, 16 * Gibibyte).Bytes,
            ["hw.optional.arm64"] = new CapturedBytes(4).U32(0, 1).Bytes,
            ["machdep.cpu.brand_string"] = "Apple M3 Max\0"u8.ToArray(),
            ["hw.model"] = "Mac15,9\0"u8.ToArray(),
        },
    };

    [Fact]
    public void Apple_silicon_shares_its_memory_with_the_gpu()
    {
        var facts = MacOSMachineFacts.Probe(_mac);

        facts.ShouldBe(new MacOSMachineFacts("Apple M3 Max", "Mac15,9", 16 * Gibibyte, UnifiedMemory: true));
    }

    [Fact]
    public void An_intel_mac_does_not()
    {
        _mac.Sysctls.Remove("hw.optional.arm64");
        _mac.Sysctls["machdep.cpu.brand_string"] = "Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz\0"u8.ToArray();

        MacOSMachineFacts.Probe(_mac).UnifiedMemory.ShouldBeFalse();
    }

    [Fact]
    public void Reads_processors_memory_swap_and_load()
    {
        Collect().ShouldBe(CollectResult.Ok);

        Subject system = _frame.First(SubjectKind.System)!;
        system.Value(SystemMetrics.CpuUser)!.Value.ShouldBe(30.10, 1e-9);
        system.Value(SystemMetrics.CpuSystem)!.Value.ShouldBe(12.0, 1e-9);
        system.Value(SystemMetrics.CpuIdle)!.Value.ShouldBe(170.0, 1e-9);
        system.Value(SystemMetrics.CpuCount).ShouldBe(2);
        system.Value(SystemMetrics.MemoryTotal).ShouldBe(16 * Gibibyte);
        system.Value(SystemMetrics.MemoryUsed).ShouldBe(8 * Gibibyte);
        system.Value(SystemMetrics.MemoryAvailable).ShouldBe(8 * Gibibyte);
        system.Value(SystemMetrics.MemoryFree).ShouldBe(3 * Gibibyte);
        system.Value(SystemMetrics.MemoryCached).ShouldBe(5 * Gibibyte);
        system.Value(SystemMetrics.SwapTotal).ShouldBe(2 * Gibibyte);
        system.Value(SystemMetrics.SwapUsed).ShouldBe(Gibibyte);
        system.Value(SystemMetrics.SwapIn).ShouldBe(64 * 16384);
        system.Value(SystemMetrics.SwapOut).ShouldBe(128 * 16384);
        system.Value(SystemMetrics.MajorFaults).ShouldBe(5000);
        system.Value(SystemMetrics.Load1)!.Value.ShouldBe(1.5, 1e-9);
        system.Value(SystemMetrics.Load15)!.Value.ShouldBe(0.25, 1e-9);
        system.Value(SystemMetrics.PressureMemorySome).ShouldBeNull();
        system.Value(SystemMetrics.CpuIoWait).ShouldBeNull();

        Subject second = _frame.Subjects.Single(subject => subject is { Kind: SubjectKind.CpuCore, Key: "1" });
        second.Value(CpuCoreMetrics.Busy)!.Value.ShouldBe(27.0, 1e-9);
    }

    [Fact]
    public void Processor_ticks_start_again_after_32_bits()
    {
        using var collector = new MacOSSystemCollector(_mac, MacOSMachineFacts.Probe(_mac));
        _mac.Processors = new CapturedBytes(16).U32(0, uint.MaxValue).U32(8, 5).Bytes;
        Sample(collector);
        _mac.Processors = new CapturedBytes(16).U32(0, 99).U32(8, 5).Bytes;
        Sample(collector);

        _frame.First(SubjectKind.System)!.Delta(SystemMetrics.CpuUser)!.Value.ShouldBe(1.0, 1e-9);
        _frame.First(SubjectKind.CpuCore)!.Delta(CpuCoreMetrics.Busy)!.Value.ShouldBe(1.0, 1e-9);
    }

    [Fact]
    public void A_part_that_fails_is_named_and_the_others_are_read()
    {
        using var collector = new MacOSSystemCollector(_mac, MacOSMachineFacts.Probe(_mac));
        Sample(collector).State.ShouldBe(CollectState.Ok);
        _mac.VirtualMemory = _mac.VirtualMemory![..60];

        CollectResult result = Sample(collector);

        result.State.ShouldBe(CollectState.Failed);
        result.Reason.ShouldNotBeNull().ShouldContain("host_statistics64");
        Subject system = _frame.First(SubjectKind.System)!;
        system.Value(SystemMetrics.MemoryUsed).ShouldBeNull();
        system.Value(SystemMetrics.SwapUsed).ShouldBe(Gibibyte);
    }

    [Fact]
    public void Reads_interfaces_and_leaves_out_the_loopback_and_what_is_down()
    {
        _mac.Interfaces =
        [
            .. Message("lo0", index: 1, type: 0x18, flags: 1, received: 7),
            .. new CapturedBytes(20).U16(0, 20).U32(3, 0x0c).Bytes,
            .. Message("en0", index: 4, type: 6, flags: 0x8863, received: 5_000_000_000),
            .. Message("en5", index: 9, type: 6, flags: 0x8802, received: 0),
        ];
        using var collector = new MacOSNetworkCollector(_mac);

        Sample(collector).ShouldBe(CollectResult.Ok);

        Subject en0 = _frame.Subjects.ShouldHaveSingleItem();
        en0.Key.ShouldBe("en0");
        en0.Value(NetworkMetrics.ReceivedBytes).ShouldBe(5_000_000_000);
        en0.Value(NetworkMetrics.SentBytes).ShouldBe(22);
        en0.Value(NetworkMetrics.ReceiveErrors).ShouldBe(33);
        en0.Value(NetworkMetrics.SendErrors).ShouldBe(44);
        en0.Value(NetworkMetrics.ReceiveDrops).ShouldBe(55);
        en0.Value(NetworkMetrics.SendDrops).ShouldBe(66);
    }

    [Fact]
    public void An_interface_list_cut_anywhere_gives_what_is_whole()
    {
        byte[] messages =
        [
            .. Message("en0", index: 4, type: 6, flags: 1, received: 1), .. Message("en1", index: 5, type: 6, flags: 1, received: 2),
        ];

        for (int length = 0; length <= messages.Length; length++)
        {
            var list = new MacOSInterfaceList(messages.AsSpan(0, length));
            int whole = 0;
            while (list.TryRead(out _, out _))
            {
                whole++;
            }

            whole.ShouldBe(length / (messages.Length / 2), $"of {length} bytes");
        }
    }

    [Fact]
    public void Garbage_is_no_interface_list()
    {
        byte[] garbage = new byte[4096];
        new Random(1).NextBytes(garbage);
        garbage[0] = garbage[1] = 0;

        new MacOSInterfaceList(garbage).TryRead(out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void Reads_free_space_and_says_so_when_a_path_is_gone()
    {
        _mac.FileSystem = new CapturedBytes(2168).U32(0, 4096).U64(8, 1000).U64(16, 600).U64(24, 500).U64(40, 77).Bytes;
        using var collector = new MacOSFileSystemCollector(_mac, new Dictionary<string, string> { ["work"] = "/Users/me/run" });

        Sample(collector).ShouldBe(CollectResult.Ok);
        Subject work = _frame.Subjects.ShouldHaveSingleItem();
        work.Attributes[SubjectAttributes.Path].ShouldBe("/Users/me/run");
        work.Value(FileSystemMetrics.Total).ShouldBe(4_096_000);
        work.Value(FileSystemMetrics.Available).ShouldBe(2_048_000);
        work.Value(FileSystemMetrics.AvailableInodes).ShouldBe(77);

        _mac.FileSystem = null;
        Sample(collector).State.ShouldBe(CollectState.Failed);
        work.Value(FileSystemMetrics.Available).ShouldBeNull();
    }

    [Fact]
    public void Allocates_nothing_while_the_machine_stays_the_same()
    {
        _mac.Interfaces = Message("en0", index: 4, type: 6, flags: 1, received: 1);
        using var system = new MacOSSystemCollector(_mac, MacOSMachineFacts.Probe(_mac));
        using var network = new MacOSNetworkCollector(_mac);
        Sample(system, network);
        Sample(system, network);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Sample(system, network);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static byte[] Message(string name, int index, int type, int flags, long received)
    {
        CapturedBytes message = new CapturedBytes(180)
            .U16(0, 180).U32(3, 0x12).U32(4, 0x10).U32(8, flags).U16(12, index).U32(24, 66).U32(32, type)
            .U64(32 + 32, 33).U64(32 + 48, 44).U64(32 + 64, received).U64(32 + 72, 22).U64(32 + 96, 55);

        // sockaddr_dl: length, family, index, type, length of the name, then from 8 the name.
        message.Bytes[160] = 20;
        message.Bytes[161] = 18;
        message.Bytes[165] = (byte)name.Length;
        return message.Text(168, name).Bytes;
    }

    private CollectResult Collect()
    {
        using var collector = new MacOSSystemCollector(_mac, MacOSMachineFacts.Probe(_mac));
        return Sample(collector);
    }

    private CollectResult Sample(params ReadOnlySpan<ICollector> collectors)
    {
        _frame.Begin(0, 1);
        CollectResult result = default;
        foreach (ICollector collector in collectors)
        {
            result = collector.Collect(_frame);
        }

        return result;
    }
}
