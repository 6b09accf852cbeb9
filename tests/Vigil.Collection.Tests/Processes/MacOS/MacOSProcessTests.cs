using System.Buffers.Binary;
using System.Text;
using Vigil.Collection.Processes.MacOS;
using Vigil.Collection.Tests.Subjects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Processes.MacOS;

public class MacOSProcessTests : IMacOSProcesses
{
    private const string Spawned =
        "python3\0-c\0from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5, pipe_handle=7)\0--multiprocessing-fork\0";

    private const long Start = 1_760_000_000;

    private readonly SampleFrame _frame = new();
    private readonly Dictionary<int, CapturedBytes> _tasks = [];
    private readonly Dictionary<int, (int Count, string Text)> _arguments = [];
    private bool _usageRefused;

    // Apple silicon: 125/3 ns.
    double IMacOSProcesses.NanosecondsPerUnit => 125.0 / 3;

    [Fact]
    public void Reads_the_program_and_its_workers()
    {
        Add(100, parent: 50, Start, "python3.12", 2, "python3\0train.py\0");
        Add(200, parent: 100, Start + 5, "python3.12", 4, Spawned);
        Add(1, parent: 0, 0, "launchd", 1, "launchd\0");
        using var collector = new MacOSProcessCollector(this, rootPid: 100);

        Sample(collector).ShouldBe(CollectResult.Ok);

        _frame.Subjects.Select(subject => subject.Key).ShouldBe([$"100:{Start}000250", $"200:{Start + 5}000250"]);
        Subject main = _frame.Subjects[0];
        main.Attributes[SubjectAttributes.Role].ShouldBe(ProcessRoles.Main);
        main.Attributes[SubjectAttributes.Name].ShouldBe("python3.12");
        main.Attributes[SubjectAttributes.CommandLine].ShouldBe("python3 train.py");
        main.Attributes[SubjectAttributes.ParentPid].ShouldBe("50");
        main.Attributes[SubjectAttributes.StartTime].ShouldBe("1760000000.000");
        main.Value(ProcessMetrics.Resident).ShouldBe(700_000_000);
        main.Value(ProcessMetrics.Proportional).ShouldBe(800_000_000);
        main.Value(ProcessMetrics.Virtual).ShouldBe(400_000_000_000);
        main.Value(ProcessMetrics.CpuUser)!.Value.ShouldBe(1.25, 1e-9);
        main.Value(ProcessMetrics.CpuSystem)!.Value.ShouldBe(0.5, 1e-9);
        main.Value(ProcessMetrics.ChildrenCpu)!.Value.ShouldBe(0.25, 1e-9);
        main.Value(ProcessMetrics.Threads).ShouldBe(9);
        main.Value(ProcessMetrics.OpenFiles).ShouldBe(3);
        main.Value(ProcessMetrics.ReadBytes).ShouldBe(4096);
        main.Value(ProcessMetrics.WriteBytes).ShouldBe(8192);
        main.Value(ProcessMetrics.MajorFaults).ShouldBe(11);
        main.Value(ProcessMetrics.MinorFaults).ShouldBe(989);
        main.Value(ProcessMetrics.State).ShouldBe('R');
        main.Value(ProcessMetrics.VoluntarySwitches).ShouldBeNull();
        _frame.Subjects[1].Attributes[SubjectAttributes.Role].ShouldBe(ProcessRoles.Worker);
    }

    [Fact]
    public void A_worker_stays_when_its_parent_has_ended()
    {
        Add(100, parent: 50, Start, "python3", 2, "python3\0train.py\0");
        Add(200, parent: 100, Start + 5, "python3", 4, Spawned);
        using var collector = new MacOSProcessCollector(this, rootPid: 100);
        Sample(collector);
        Subject worker = _frame.Subjects[1];
        _tasks.Remove(100);
        _tasks[200].U32(16, 1);

        Sample(collector).ShouldBe(CollectResult.Ok);

        _frame.Subjects.ShouldHaveSingleItem().ShouldBeSameAs(worker);
    }

    [Fact]
    public void A_process_met_between_fork_and_exec_is_described_again()
    {
        Add(100, parent: 50, Start, "python3", 2, "python3\0train.py\0");
        Add(200, parent: 100, Start + 5, "python3", 2, "python3\0train.py\0");
        using var collector = new MacOSProcessCollector(this, rootPid: 100);
        Sample(collector);
        Subject child = _frame.Subjects[1];
        child.Attributes[SubjectAttributes.Role].ShouldBe(ProcessRoles.Worker);
        int revision = child.Revision;
        _arguments[200] = (2, "clang\0kernel.c\0");

        Sample(collector);

        child.Attributes[SubjectAttributes.Role].ShouldBe(ProcessRoles.Other);
        child.Attributes[SubjectAttributes.CommandLine].ShouldBe("clang kernel.c");
        child.Revision.ShouldBe(revision + 1);
    }

    [Fact]
    public void Fault_counters_start_again_after_32_bits()
    {
        Add(100, parent: 50, Start, "python3", 2, "python3\0train.py\0");
        _tasks[100].U32(136 + 52, uint.MaxValue);
        using var collector = new MacOSProcessCollector(this, rootPid: 100);
        Sample(collector);
        _tasks[100].U32(136 + 52, 9);
        Sample(collector);

        _frame.Subjects[0].Delta(ProcessMetrics.MinorFaults).ShouldBe(10);
    }

    [Fact]
    public void What_is_refused_is_not_available_and_the_rest_is_read()
    {
        Add(100, parent: 50, Start, "python3", 0, "");
        _usageRefused = true;
        using var collector = new MacOSProcessCollector(this, rootPid: 100);

        Sample(collector).ShouldBe(CollectResult.Ok);

        Subject main = _frame.Subjects.ShouldHaveSingleItem();
        main.Value(ProcessMetrics.Proportional).ShouldBeNull();
        main.Value(ProcessMetrics.ChildrenCpu).ShouldBeNull();
        main.Value(ProcessMetrics.Resident).ShouldBe(700_000_000);
    }

    [Fact]
    public void Allocates_nothing_while_the_tree_stays_the_same()
    {
        Add(100, parent: 50, Start, "python3", 2, "python3\0train.py\0");
        Add(200, parent: 100, Start + 5, "python3", 4, Spawned);
        using var collector = new MacOSProcessCollector(this, rootPid: 100);
        Sample(collector);
        Sample(collector);
        Sample(collector);

        long before = GC.GetAllocatedBytesForCurrentThread();
        collector.Collect(_frame);
        (GC.GetAllocatedBytesForCurrentThread() - before - ListAllocation()).ShouldBe(0);
    }

    int IMacOSProcesses.ReadList(ref byte[] buffer) => CapturedBytes.Answer(PidList(), ref buffer);

    int IMacOSProcesses.ReadIdentity(int pid, Span<byte> buffer) =>
        CapturedBytes.Answer(_tasks.GetValueOrDefault(pid)?.Bytes, buffer);

    int IMacOSProcesses.ReadTask(int pid, Span<byte> buffer) =>
        CapturedBytes.Answer(_tasks.GetValueOrDefault(pid)?.Bytes, buffer);

    int IMacOSProcesses.ReadUsage(int pid, Span<byte> buffer) => CapturedBytes.Answer(_usageRefused ? null : s_usage, buffer);

    int IMacOSProcesses.ReadOpenFiles(int pid, ref byte[] buffer) => CapturedBytes.Answer(s_files, ref buffer);

    int IMacOSProcesses.ReadArguments(int pid, Span<byte> buffer)
    {
        (int count, string text) = _arguments[pid];
        return CapturedBytes.Answer(
            [.. BitConverter.GetBytes(count), .. Encoding.UTF8.GetBytes("/usr/bin/program\0\0" + text + "SECRET=1\0")], buffer);
    }

    private static readonly byte[] s_usage =
        new CapturedBytes(160).U64(72, 800_000_000).U64(96, 4_800_000).U64(104, 1_200_000).U64(144, 4096).U64(152, 8192).Bytes;

    private static readonly byte[] s_files = new byte[3 * 8];

    private void Add(int pid, int parent, long startSeconds, string name, int argumentCount, string arguments)
    {
        _tasks[pid] = new CapturedBytes(232)
            .U32(4, 2).U32(12, pid).U32(16, parent).Text(48, name).U64(120, startSeconds).U64(128, 250)
            .U64(136, 400_000_000_000).U64(144, 700_000_000).U64(152, 30_000_000).U64(160, 12_000_000)
            .U32(188, 1000).U32(192, 11).U32(220, 9).U32(224, 2);
        _arguments[pid] = (argumentCount, arguments);
    }

    // The kernel lists the newest first.
    private byte[] PidList()
    {
        byte[] list = new byte[_tasks.Count * sizeof(int)];
        int offset = list.Length;
        foreach (int pid in _tasks.Keys)
        {
            offset -= sizeof(int);
            BinaryPrimitives.WriteInt32LittleEndian(list.AsSpan(offset), pid);
        }

        return list;
    }

    private long ListAllocation()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        _ = PidList();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private CollectResult Sample(ICollector collector)
    {
        _frame.Begin(0, 1);
        return collector.Collect(_frame);
    }
}
