using Vigil.Collection.KernelLog;
using Vigil.Collection.Recording;
using Vigil.Collection.Sampling;
using Vigil.Collection.Tests.Recording.Doubles;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Tests.Sampling;

public class RecorderTests
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _clock = new();
    private readonly MemoryRunWriter _writer = new();

    [Fact]
    public void A_collector_that_throws_does_not_stop_the_others()
    {
        var broken = new FakeCollector("broken", (Func<SampleFrame, CollectResult>)(_ => throw new IOException("gone")));
        var sound = new FakeCollector("sound", _ => { });
        using Recorder recorder = Create([broken, sound]);

        Sample(recorder, 3);

        sound.Calls.ShouldBe(3);
        _writer.Samples.Count.ShouldBe(3);
        recorder.Health["broken"].Failures.ShouldBe(3);
        _writer.Of(EventTypes.NotAvailable).Count.ShouldBe(1);
    }

    [Fact]
    public void An_observer_or_source_that_throws_is_said_once_and_stops_nothing()
    {
        SampleFrame? seen = null;
        using var recorder = new Recorder(
            new RecorderOptions(),
            [],
            [new FailingObserver(), new DelegateObserver(frame => seen = frame)],
            [new FailingSource()],
            _writer,
            _clock);

        Sample(recorder, 3);

        _writer.Samples.Count.ShouldBe(3);
        _writer.Of(EventTypes.NotAvailable).Select(said => said.Details!["collector"]!.GetValue<string>())
            .ShouldBe([nameof(FailingObserver), nameof(FailingSource)]);
        seen!.First(SubjectKind.Recorder)!.Value(RecorderMetrics.CollectorFailures).ShouldBe(6);
    }

    [Fact]
    public void Tells_collectors_how_much_time_has_passed()
    {
        var elapsed = new List<double>();
        using Recorder recorder = Create([new FakeCollector("clock", frame => elapsed.Add(frame.ElapsedSeconds))]);

        recorder.Sample();
        _clock.Advance(2.5);
        recorder.Sample();
        _clock.StepWallClock(-3600);
        _clock.Advance(1);
        recorder.Sample();

        elapsed.ShouldBe([0, 2.5, 1]);
    }

    [Fact]
    public void Reports_what_it_costs()
    {
        SampleFrame? seen = null;
        _writer.Statistics = new(DroppedSamples: 1, DroppedSteps: 2, DroppedEvents: 0, DroppedLogBytes: 3, PendingBytes: 0, StoredBytes: 0, LastError: null);
        using Recorder recorder = Create([new FakeCollector("slow", frame =>
        {
            seen = frame;
            _clock.Advance(0.003);
        })]);

        recorder.Sample();

        Subject cost = seen!.First(SubjectKind.Recorder)!;
        cost.Value(RecorderMetrics.SampleTime)!.Value.ShouldBe(0.003, 1e-9);
        cost.Value(RecorderMetrics.Resident)!.Value.ShouldBeGreaterThan(1 << 20);
        cost.Value(RecorderMetrics.CpuTime)!.Value.ShouldBeGreaterThan(0);
        cost.Value(RecorderMetrics.DroppedSamples).ShouldBe(1);
        cost.Value(RecorderMetrics.DroppedSteps).ShouldBe(2);
        cost.Value(RecorderMetrics.DroppedLogBytes).ShouldBe(3);
    }

    [Fact]
    public void Own_memory_agrees_with_what_the_runtime_says()
    {
        using var memory = new OwnMemory();

        double ratio = memory.ResidentBytes() / (double)Environment.WorkingSet;

        ratio.ShouldBeInRange(0.5, 2);
    }

    [Fact]
    public void Samples_in_the_background_and_once_more_when_stopped()
    {
        var collector = new FakeCollector("machine", _ => { });
        using Recorder recorder = Create([collector], new RecorderOptions { SampleIntervalSeconds = 3600 });

        recorder.Start();
        SpinWait.SpinUntil(() => _writer.Samples.Count == 1, s_deadline).ShouldBeTrue();
        recorder.Stop();

        collector.Calls.ShouldBe(2);
    }

    [Fact]
    public void Goes_on_sampling_at_its_interval()
    {
        using var recorder = new Recorder(
            new RecorderOptions { SampleIntervalSeconds = 0.1 }, [], [], [], _writer, TimeProvider.System);

        recorder.Start();

        SpinWait.SpinUntil(() => _writer.Samples.Count >= 4, s_deadline).ShouldBeTrue();
    }

    [Fact]
    public void A_sample_taken_before_the_start_is_the_first_of_the_grid()
    {
        using Recorder recorder = Create([], new RecorderOptions { SampleIntervalSeconds = 3600 });
        recorder.Sample();

        recorder.Start();
        recorder.Stop();

        // The one before, and the one at the end: had the thread begun at once, its elapsed time would be next to nothing.
        _writer.Samples.Count.ShouldBe(2);
    }

    [Fact]
    public void Counts_late_samples()
    {
        long late = 0;
        using var recorder = new Recorder(
            new RecorderOptions { SampleIntervalSeconds = 1 },
            [new FakeCollector("frozen", _ => _clock.Advance(5))],
            [new DelegateObserver(frame => late = (long)(frame.First(SubjectKind.Recorder)!.Value(RecorderMetrics.LateSamples) ?? 0))],
            [],
            _writer,
            _clock);

        recorder.Start();

        SpinWait.SpinUntil(() => Volatile.Read(ref late) >= 3, s_deadline).ShouldBeTrue();
    }

    [Fact]
    public void Stopping_twice_and_disposing_twice_is_safe()
    {
        var collector = new FakeCollector("machine", _ => { });
        Recorder recorder = Create([collector]);
        recorder.Start();

        recorder.Stop();
        int samples = _writer.Samples.Count;
        recorder.Stop();
        recorder.Dispose();
        recorder.Dispose();
        recorder.Sample();

        _writer.Samples.Count.ShouldBe(samples);
        collector.Disposals.ShouldBe(1);
    }

    [Fact]
    public async Task Many_may_stop_and_dispose_at_once()
    {
        var collector = new FakeCollector("machine", _ => { });
        Recorder recorder = Create([collector]);
        recorder.Start();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(number => Task.Run(number % 2 == 0 ? recorder.Stop : recorder.Dispose)));

        collector.Disposals.ShouldBe(1);
    }

    [Fact]
    public void Disposing_without_a_start_takes_a_last_sample()
    {
        Create([]).Dispose();

        _writer.Samples.Count.ShouldBe(1);
    }

    [Fact]
    public void Allocates_nothing_while_nothing_changes()
    {
        Subject system = MachineSubjects.System(16 * MachineSubjects.Gibibyte, 8 * MachineSubjects.Gibibyte);
        Subject process = MachineSubjects.Process(7);
        Subject gpu = MachineSubjects.Gpu("GPU-1", 0);
        gpu.Set(GpuMetrics.Utilization, 50);
        bool added = false;
        var collector = new FakeCollector("machine", frame =>
        {
            if (!added)
            {
                added = true;
                frame.Add(system);
                frame.Add(process);
                frame.Add(gpu);
                frame.Add(MachineSubjects.FileSystem("work", 100 * MachineSubjects.Gibibyte, 50 * MachineSubjects.Gibibyte));
            }

            system.Grow(SystemMetrics.CpuIdle, 100);
            system.Grow(SystemMetrics.CpuUser, 100);
            system.Grow(SystemMetrics.CpuSystem, 1);
            process.Grow(ProcessMetrics.CpuUser, 100);
            process.Grow(ProcessMetrics.CpuSystem, 1);
        });
        using var kernelLog = new KernelLogCollector();
        var options = new RecorderOptions();
        using var recorder = new Recorder(
            options,
            [collector, kernelLog],
            [.. FrameObservers.Create(options, kernelLog), new SummaryBuilder(countsFromStart: true), new Collection.Resources.ResourceWindow(new())],
            [],
            new IgnoringRunWriter(),
            TimeProvider.System);
        for (int i = 0; i < 50; i++)
        {
            recorder.Sample();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            recorder.Sample();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private Recorder Create(IReadOnlyList<ICollector> collectors, RecorderOptions? options = null) =>
        new(options ?? new RecorderOptions(), collectors, [], [], _writer, _clock);

    private void Sample(Recorder recorder, int times)
    {
        for (int i = 0; i < times; i++)
        {
            recorder.Sample();
            _clock.Advance(1);
        }
    }

    private sealed class FailingObserver : IFrameObserver
    {
        public void Observe(SampleFrame frame, IEventSink events) => throw new InvalidOperationException("bad rule");
    }

    private sealed class DelegateObserver(Action<SampleFrame> observe) : IFrameObserver
    {
        public void Observe(SampleFrame frame, IEventSink events) => observe(frame);
    }

    private sealed class FailingSource : IPolledSource
    {
        public void Poll(double unixSeconds) => throw new IOException("no pipe");

        public void Dispose()
        {
        }
    }
}
