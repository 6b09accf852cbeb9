using System.Collections.Concurrent;
using System.Text;
using Vigil.Collection.Machine.Linux;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Machine.Linux;

public class LinuxFileSystemCollectorTests
{
    private const long GiB = 1L << 30;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly FileSystemSpace s_roomy = new(100 * GiB, 50 * GiB, 1000, 900);

    [Fact]
    public void The_first_sample_has_readings_already()
    {
        var query = new ScriptedQuery { ["/data"] = s_roomy };
        using LinuxFileSystemCollector collector = Create(query, new ManualTime(), new FileSystemTarget("work", "/data"));
        var frame = new SampleFrame();

        frame.Sample(collector).ShouldBe(CollectResult.Ok);

        Subject work = frame.Subject(SubjectKind.FileSystem, "work");
        work.Values.ShouldBe([100 * GiB, 50 * GiB, 900]);
        work.Attributes[SubjectAttributes.Path].ShouldBe("/data");
    }

    [Fact]
    public void Asks_again_only_after_five_seconds_while_there_is_room()
    {
        var time = new ManualTime();
        var query = new ScriptedQuery { ["/data"] = s_roomy };
        using LinuxFileSystemCollector collector = Create(query, time, new FileSystemTarget("work", "/data"));
        var frame = new SampleFrame();
        frame.Sample(collector);

        query["/data"] = s_roomy with { AvailableBytes = 40 * GiB };
        time.Advance(TimeSpan.FromSeconds(4));
        frame.Sample(collector);
        int before = query.Calls;
        time.Advance(TimeSpan.FromSeconds(1));

        before.ShouldBe(1);
        SampleUntil(frame, collector, () => Available(frame, "work") == 40 * GiB);
    }

    [Fact]
    public void Asks_at_every_sample_when_little_is_left()
    {
        var time = new ManualTime();
        var query = new ScriptedQuery { ["/data"] = s_roomy with { AvailableBytes = GiB / 2 } };
        using LinuxFileSystemCollector collector = Create(query, time, new FileSystemTarget("work", "/data"));
        var frame = new SampleFrame();
        frame.Sample(collector);

        query["/data"] = s_roomy with { AvailableBytes = 7 };

        SampleUntil(frame, collector, () => Available(frame, "work") == 7);
    }

    [Fact]
    public void A_file_system_that_hangs_is_reported_and_keeps_its_last_readings_while_others_go_on()
    {
        var time = new ManualTime();
        var query = new ScriptedQuery { ["/nfs"] = s_roomy, ["/data"] = s_roomy };
        using LinuxFileSystemCollector collector = Create(
            query, time, new FileSystemTarget("output", "/nfs"), new FileSystemTarget("work", "/data"));
        var frame = new SampleFrame();
        frame.Sample(collector);

        query.Hang("/nfs");
        query["/data"] = s_roomy with { AvailableBytes = 30 * GiB };
        time.Advance(TimeSpan.FromSeconds(5));
        SampleUntil(frame, collector, () => Available(frame, "work") == 30 * GiB);
        time.Advance(TimeSpan.FromSeconds(11));
        CollectResult result = frame.Sample(collector);

        result.ShouldBe(CollectResult.Failed("/nfs: the file system did not answer"));
        Available(frame, "output").ShouldBe(50 * GiB);

        query.Release();
        SampleUntil(frame, collector, () => collector.Collect(frame).State == CollectState.Ok);
    }

    [Fact]
    public void A_path_that_does_not_exist_yet_is_measured_at_its_nearest_parent()
    {
        var query = new ScriptedQuery { ["/data"] = s_roomy };
        using LinuxFileSystemCollector collector = Create(
            query, new ManualTime(), new FileSystemTarget("output", "/data/runs/one"));
        var frame = new SampleFrame();

        frame.Sample(collector);

        Available(frame, "output").ShouldBe(50 * GiB);
    }

    [Fact]
    public void A_machine_without_shared_memory_has_no_row_for_it()
    {
        var query = new ScriptedQuery { ["/dev"] = s_roomy, ["/"] = s_roomy };
        using LinuxFileSystemCollector collector = Create(query, new ManualTime(), FileSystemTarget.SharedMemory);
        var frame = new SampleFrame();

        frame.Sample(collector).ShouldBe(CollectResult.Ok);

        frame.Subjects.ShouldBeEmpty();
    }

    [Fact]
    public void A_file_system_without_a_number_of_files_has_none()
    {
        var query = new ScriptedQuery { ["/btrfs"] = new FileSystemSpace(100 * GiB, 50 * GiB, 0, 0) };
        using LinuxFileSystemCollector collector = Create(query, new ManualTime(), new FileSystemTarget("work", "/btrfs"));
        var frame = new SampleFrame();

        frame.Sample(collector);

        frame.Subject(SubjectKind.FileSystem, "work").Raw(FileSystemMetrics.AvailableInodes).ShouldBe(Reading.NotAvailable);
    }

    [SkippableFact]
    public void The_real_call_agrees_with_the_runtime()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "statvfs of Linux");
        byte[] path = Encoding.UTF8.GetBytes(Path.GetTempPath() + "\0");

        new StatvfsQuery().Query(path, out FileSystemSpace space).ShouldBe(0);
        new StatvfsQuery().Query("/nowhere/at/all\0"u8, out _).ShouldBe(2);

        space.TotalBytes.ShouldBe(new DriveInfo(Path.GetTempPath()).TotalSize);
        space.AvailableBytes.ShouldBeInRange(0, space.TotalBytes);
        space.AvailableInodes.ShouldBeInRange(0, space.TotalInodes);
    }

    private static LinuxFileSystemCollector Create(
        IFileSystemQuery query, TimeProvider time, params FileSystemTarget[] targets) =>
        new(targets, query, time, s_patience);

    private static long Available(SampleFrame frame, string key) =>
        frame.Subject(SubjectKind.FileSystem, key).Raw(FileSystemMetrics.Available);

    /// <summary>Answers come from another thread: samples until one has arrived.</summary>
    private static void SampleUntil(SampleFrame frame, LinuxFileSystemCollector collector, Func<bool> holds) =>
        SpinWait.SpinUntil(
            () =>
            {
                frame.Sample(collector);
                Thread.Sleep(1);
                return holds();
            },
            s_patience).ShouldBeTrue();

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Advance(TimeSpan time) => Interlocked.Add(ref _ticks, time.Ticks);
    }

    private sealed class ScriptedQuery : IFileSystemQuery
    {
        private readonly ConcurrentDictionary<string, FileSystemSpace> _answers = new();
        private readonly ManualResetEventSlim _released = new(initialState: true);
        private volatile string? _hanging;
        private int _calls;

        public int Calls => Volatile.Read(ref _calls);

        public FileSystemSpace this[string path]
        {
            set => _answers[path] = value;
        }

        public void Hang(string path)
        {
            _released.Reset();
            _hanging = path;
        }

        public void Release() => _released.Set();

        public int Query(ReadOnlySpan<byte> path, out FileSystemSpace space)
        {
            string name = Encoding.UTF8.GetString(path).TrimEnd('\0');
            Interlocked.Increment(ref _calls);
            if (name == _hanging)
            {
                _released.Wait();
            }

            return _answers.TryGetValue(name, out space) ? 0 : 2;
        }
    }
}
