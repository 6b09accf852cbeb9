using System.Text;
using Vigil.Collection.Processes.Windows;
using Vigil.Collection.Tests.Subjects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Processes.Windows;

public class WindowsProcessTests : IWindowsProcesses
{
    // Windows wrote the answers at another address than the one at which the test keeps them.
    private const ulong Address = 0x1F0_0000_0000;
    private const long Start = 133_500_000_000_000_000;
    private const int NameBytes = 32;

    private readonly SampleFrame _frame = new();
    private readonly Dictionary<int, string> _commandLines = new() { [100] = "python.exe train.py" };
    private byte[]? _list = [];

    [Fact]
    public void Reads_the_tree_out_of_the_list_of_everything()
    {
        _commandLines[200] = "\"C:\\Python\\python.exe\" -c \"from multiprocessing.spawn import spawn_main; "
            + "spawn_main(parent_pid=100, pipe_handle=608)\" --multiprocessing-fork";
        _list = List(
            Entry(4, 0, Start - 50, "System", []),
            Entry(100, 80, Start, "python.exe", [(5, 6), (2, 0)]),
            Entry(200, 100, Start + 10_000_000, "python.exe", [(5, 5), (5, 5)]),
            Entry(300, 4, Start + 1, "svchost.exe", [(5, 6)]));
        using var collector = new WindowsProcessCollector(this, rootPid: 100);

        Sample(collector).ShouldBe(CollectResult.Ok);

        _frame.Subjects.Select(subject => subject.Key).ShouldBe([$"100:{Start}", $"200:{Start + 10_000_000}"]);
        Subject main = _frame.Subjects[0];
        main.Attributes[SubjectAttributes.Role].ShouldBe(ProcessRoles.Main);
        main.Attributes[SubjectAttributes.Name].ShouldBe("python.exe");
        main.Attributes[SubjectAttributes.CommandLine].ShouldBe("python.exe train.py");
        main.Attributes[SubjectAttributes.ParentPid].ShouldBe("80");
        main.Attributes[SubjectAttributes.StartTime].ShouldBe("1705526400.000");
        main.Value(ProcessMetrics.Resident).ShouldBe(900_000);
        main.Value(ProcessMetrics.Shared).ShouldBe(300_000);
        main.Value(ProcessMetrics.Virtual).ShouldBe(5_000_000_000);
        main.Value(ProcessMetrics.CpuUser)!.Value.ShouldBe(2.5, 1e-9);
        main.Value(ProcessMetrics.CpuSystem)!.Value.ShouldBe(1.5, 1e-9);
        main.Value(ProcessMetrics.Threads).ShouldBe(2);
        main.Value(ProcessMetrics.OpenFiles).ShouldBe(321);
        main.Value(ProcessMetrics.MajorFaults).ShouldBe(40);
        main.Value(ProcessMetrics.MinorFaults).ShouldBe(960);
        main.Value(ProcessMetrics.ReadCharacters).ShouldBe(7 * 1024);
        main.Value(ProcessMetrics.WriteCharacters).ShouldBe(8 * 1024);
        main.Value(ProcessMetrics.State).ShouldBe('R');
        main.Value(ProcessMetrics.ReadBytes).ShouldBeNull();

        Subject worker = _frame.Subjects[1];
        worker.Attributes[SubjectAttributes.Role].ShouldBe(ProcessRoles.Worker);
        worker.Value(ProcessMetrics.State).ShouldBe('T');
    }

    [Fact]
    public void A_process_whose_command_line_is_refused_is_still_read()
    {
        _commandLines.Clear();
        _list = List(Entry(100, 1, Start, "python.exe", [(5, 6)]));
        using var collector = new WindowsProcessCollector(this, rootPid: 100);

        Sample(collector).ShouldBe(CollectResult.Ok);

        Subject main = _frame.Subjects.ShouldHaveSingleItem();
        main.Attributes[SubjectAttributes.CommandLine].ShouldBeEmpty();
        main.Value(ProcessMetrics.State).ShouldBe('S');
    }

    [Fact]
    public void Says_that_the_program_has_ended()
    {
        _list = List(Entry(100, 1, Start, "python.exe", [(5, 6)]), Entry(4, 0, 1, "System", []));
        using var collector = new WindowsProcessCollector(this, rootPid: 100);
        Sample(collector);
        _list = List(Entry(4, 0, 1, "System", []));

        Sample(collector).State.ShouldBe(CollectState.Failed);
        _frame.Subjects.ShouldBeEmpty();
    }

    [Fact]
    public void A_failed_call_keeps_the_processes()
    {
        _list = List(Entry(100, 1, Start, "python.exe", [(5, 6)]));
        using var collector = new WindowsProcessCollector(this, rootPid: 100);
        Sample(collector);
        _list = null;

        Sample(collector).State.ShouldBe(CollectState.Failed);
        _frame.Subjects.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_list_cut_anywhere_neither_fails_nor_invents()
    {
        byte[] list = List(Entry(100, 1, Start, "python.exe", [(5, 6)]), Entry(200, 100, Start, "python.exe", [(5, 6)]));
        for (int length = 0; length <= list.Length; length++)
        {
            var walk = new WindowsProcessList(list.AsSpan(0, length), Address);
            int entries = 0;
            while (walk.TryRead(out ProcessEntry entry, out ReadOnlySpan<ThreadEntry> threads))
            {
                entries++;
                threads.Length.ShouldBeLessThanOrEqualTo(1);
                walk.Text(entry.ImageName).ToString().ShouldBeOneOf("python.exe", "");
            }

            int second = list.Length / 2;
            entries.ShouldBe(length < 256 ? 0 : length < second + 256 ? 1 : 2, $"of {length} bytes");
        }
    }

    [Fact]
    public void A_walk_through_garbage_ends()
    {
        byte[] garbage = new byte[100_000];
        var random = new Random(7);
        for (int round = 0; round < 200; round++)
        {
            random.NextBytes(garbage);

            // A first offset that leads on, so that the walk goes further than one entry.
            garbage[2] = garbage[3] = 0;
            garbage[1] |= 1;
            var walk = new WindowsProcessList(garbage, Address);
            int entries = 0;
            while (walk.TryRead(out ProcessEntry entry, out _))
            {
                _ = walk.Text(entry.ImageName).Length;
                entries++;
            }

            entries.ShouldBeInRange(1, garbage.Length / 256);
        }
    }

    [Theory]
    [InlineData(0x1F0_0000_0000UL - 2, 20)]
    [InlineData(0x1F0_0000_0000UL + 90, 20)]
    [InlineData(0UL, 20)]
    [InlineData(ulong.MaxValue, 20)]
    public void A_text_that_points_out_of_the_answer_is_empty(ulong address, int length)
    {
        var reference = new TextReference { Address = address, Length = (ushort)length };

        WindowsProcessList.Text(new byte[100], Address, reference).IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void Allocates_nothing_while_the_tree_stays_the_same()
    {
        _list = List(Entry(100, 1, Start, "python.exe", [(5, 6)]), Entry(200, 100, Start, "python.exe", [(5, 6)]));
        using var collector = new WindowsProcessCollector(this, rootPid: 100);
        Sample(collector);
        Sample(collector);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Sample(collector);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    int IWindowsProcesses.ReadList(ref byte[] buffer, out ulong address)
    {
        address = Address;
        return CapturedBytes.Answer(_list, ref buffer);
    }

    int IWindowsProcesses.ReadCommandLine(int pid, Span<byte> buffer, out ulong address)
    {
        address = Address;
        if (!_commandLines.TryGetValue(pid, out string? line))
        {
            return -1;
        }

        CapturedBytes answer = new CapturedBytes(16 + (line.Length * 2))
            .U16(0, line.Length * 2).U64(8, (long)Address + 16).Text(16, line, Encoding.Unicode);
        return CapturedBytes.Answer(answer.Bytes, buffer);
    }

    private static CapturedBytes Entry(int pid, int parent, long start, string name, (int State, int Reason)[] threads)
    {
        CapturedBytes entry = new CapturedBytes(256 + (threads.Length * 80) + NameBytes)
            .U32(4, threads.Length).U64(8, 600_000).U32(16, 40).U64(32, start).U64(40, 25_000_000).U64(48, 15_000_000)
            .U16(56, name.Length * 2).U64(80, pid).U64(88, parent).U32(96, 321).U64(120, 5_000_000_000).U32(128, 1000)
            .U64(144, 900_000).U64(232, 7777).U64(240, 8888);
        for (int i = 0; i < threads.Length; i++)
        {
            entry.U32(256 + (i * 80) + 68, threads[i].State).U32(256 + (i * 80) + 72, threads[i].Reason);
        }

        return entry.Text(entry.Bytes.Length - NameBytes, name, Encoding.Unicode);
    }

    private static byte[] List(params CapturedBytes[] entries)
    {
        var list = new List<byte>();
        foreach (CapturedBytes entry in entries)
        {
            bool last = entry == entries[^1];
            entry.U32(0, last ? 0 : entry.Bytes.Length).U64(64, (long)Address + list.Count + entry.Bytes.Length - NameBytes);
            list.AddRange(entry.Bytes);
        }

        return [.. list];
    }

    private CollectResult Sample(ICollector collector)
    {
        _frame.Begin(0, 1);
        return collector.Collect(_frame);
    }
}
