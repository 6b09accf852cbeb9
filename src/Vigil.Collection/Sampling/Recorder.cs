using System.Text.Json.Nodes;
using Vigil.Collection.Processes;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Sampling;

/// <summary>
/// Takes a sample of everything at each interval, on a thread of its own, and hands it to the store.
/// </summary>
/// <remarks>
/// One sample is: every collector writes its rows; the totals are added up; observers turn readings into events; the
/// writer takes the frame. The thread sleeps in between and nothing else wakes it; its instants lie on a
/// <see cref="SamplingGrid"/>. An observer or a source that fails is counted and said once, and stops nothing.
/// </remarks>
public sealed class Recorder : IDisposable
{
    private readonly RecorderOptions _options;
    private readonly CollectorHealth[] _collectors;
    private readonly IReadOnlyList<ICollector> _owned;
    private readonly IFrameObserver[] _observers;
    private readonly IPolledSource[] _sources;
    private readonly IRunWriter _writer;
    private readonly TimeProvider _time;
    private readonly ProcessTreeStatistics? _tree;
    private readonly SampleFrame _frame = new();
    // Never spun on: it is waited for once a second and for as long.
    private readonly ManualResetEventSlim _stop = new(false, spinCount: 0);
    private readonly Lock _sampling = new();
    private readonly Subject _cost = new(SubjectKind.Recorder, "vigil");
    private readonly OwnMemory _ownMemory = new();
    private readonly HashSet<string> _said = [];
    private readonly Thread _thread;

    private SamplingGrid? _grid;
    private TimeSpan _firstWait;
    private long _previousTimestamp;
    private double? _usedRatio;
    private double _growthPerSecond;
    private long _otherFailures;
    private int _stopped;
    private int _disposed;

    /// <summary>Creates a recorder; nothing is read before <see cref="Start"/> or <see cref="Sample"/>.</summary>
    /// <param name="options">Interval and thresholds.</param>
    /// <param name="collectors">What is read, in order; the recorder disposes them.</param>
    /// <param name="observers">Who looks at each finished sample, in order.</param>
    /// <param name="sources">What is emptied at each sample; the recorder disposes them.</param>
    /// <param name="writer">Where samples and events go; not disposed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tree">Counts over the watched processes, to be recorded with Vigil's own cost; null for none.</param>
    public Recorder(
        RecorderOptions options,
        IReadOnlyList<ICollector> collectors,
        IReadOnlyList<IFrameObserver> observers,
        IReadOnlyList<IPolledSource> sources,
        IRunWriter writer,
        TimeProvider time,
        ProcessTreeStatistics? tree = null)
    {
        _tree = tree;
        _options = options;
        _owned = collectors;
        _collectors = [.. collectors.Select(collector => new CollectorHealth(collector, time))];
        _observers = [.. observers];
        _sources = [.. sources];
        _writer = writer;
        _time = time;
        _frame.Add(_cost);
        _thread = new Thread(Run, maxStackSize: 512 * 1024) { IsBackground = true, Name = "vigil-sampler" };
    }

    /// <summary>
    /// Whether this process is there for the recorder alone, so that its CPU time and memory are the cost of recording;
    /// default true. False inside of the program that is watched: both then stay not available.
    /// </summary>
    public bool OwnsProcess { get; init; } = true;

    /// <summary>
    /// Starts sampling in the background. The first sample is taken at once, or an interval after the one that was taken
    /// by <see cref="Sample"/> before.
    /// </summary>
    /// <exception cref="ThreadStateException">It was started before.</exception>
    public void Start()
    {
        // Laid by the caller, so that it does not depend on when the thread comes to run.
        long now = _time.GetTimestamp();
        var grid = new SamplingGrid(_time.TimestampFrequency, _frame.Sequence == 0 ? now : _previousTimestamp);
        if (_frame.Sequence > 0)
        {
            grid.Advance(_options.SampleIntervalSeconds);
            _firstWait = grid.Wait(now);
        }

        _grid = grid;
        _thread.Start();
    }

    /// <summary>Takes one sample now, on the caller's thread.</summary>
    public void Sample()
    {
        lock (_sampling)
        {
            if (Volatile.Read(ref _disposed) != 0)
            {
                return;
            }

            long timestamp = _time.GetTimestamp();
            double elapsed = _frame.Sequence == 0 ? 0 : _time.GetElapsedTime(_previousTimestamp, timestamp).TotalSeconds;
            _previousTimestamp = timestamp;
            _frame.Begin(_time.GetUtcNow().ToUnixTimeMilliseconds(), elapsed);
            foreach (CollectorHealth collector in _collectors)
            {
                collector.Collect(_frame, _writer);
            }

            _frame.Totals = TotalsCalculator.Compute(_frame);
            foreach (IFrameObserver observer in _observers)
            {
                try
                {
                    observer.Observe(_frame, _writer);
                }
                catch (Exception exception)
                {
                    ReportFailure(observer.GetType().Name, exception);
                }
            }

            // Before the frame: the writer commits with it, so that what was held back since the last sample goes along.
            PollSources(_frame.UnixMilliseconds / 1000.0);
            FollowMemory(elapsed);
            RecordCost(timestamp);
            _writer.Write(_frame);
        }
    }

    /// <summary>
    /// Ends sampling and takes a last sample, so that counters that moved with the program's end are seen. Further calls
    /// do nothing.
    /// </summary>
    public void Stop()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
        {
            return;
        }

        _stop.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        Sample();
    }

    /// <summary>Time spent and failures of each collector so far, by name.</summary>
    public IReadOnlyDictionary<string, (TimeSpan Spent, long Failures)> Health =>
        _collectors.ToDictionary(collector => collector.Name, collector => (collector.Spent, collector.Failures));

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        lock (_sampling)
        {
            if (Interlocked.Exchange(ref _disposed, 1) != 0)
            {
                return;
            }
        }

        foreach (ICollector collector in _owned)
        {
            collector.Dispose();
        }

        foreach (IPolledSource source in _sources)
        {
            source.Dispose();
        }

        _ownMemory.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        SamplingGrid grid = _grid!;
        if (_firstWait > TimeSpan.Zero)
        {
            _stop.Wait(_firstWait);
        }

        long start = _time.GetTimestamp();
        while (!_stop.IsSet)
        {
            grid.Begin(_time.GetTimestamp());
            Sample();
            grid.Advance(AdaptiveInterval.Choose(_options, _usedRatio, _growthPerSecond, _time.GetElapsedTime(start).TotalSeconds));
            TimeSpan wait = grid.Wait(_time.GetTimestamp());
            if (wait > TimeSpan.Zero)
            {
                _stop.Wait(wait);
            }
        }
    }

    private void PollSources(double unixSeconds)
    {
        foreach (IPolledSource source in _sources)
        {
            try
            {
                source.Poll(unixSeconds);
            }
            catch (Exception exception)
            {
                ReportFailure(source.GetType().Name, exception);
            }
        }
    }

    private void FollowMemory(double elapsed)
    {
        double? ratio = _frame.Totals is { MemoryUsedBytes: { } used, MemoryTotalBytes: > 0 and { } total }
            ? (double)used / total
            : null;
        _growthPerSecond = elapsed > 0 ? (ratio - _usedRatio) / elapsed ?? 0 : 0;
        _usedRatio = ratio;
    }

    private void ReportFailure(string name, Exception exception)
    {
        _otherFailures++;
        string reason = $"{exception.GetType().Name}: {exception.Message}";
        if (_said.Count < 16 && _said.Add(name + reason))
        {
            _writer.Emit(new RunEvent(_frame.UnixMilliseconds / 1000.0, EventTypes.NotAvailable, new JsonObject
            {
                ["collector"] = name,
                ["reason"] = reason,
                ["failed"] = true,
            }));
        }
    }

    private void RecordCost(long startTimestamp)
    {
        WriterStatistics statistics = _writer.Statistics;
        long[] row = _cost.Values;
        if (OwnsProcess)
        {
            row[RecorderMetrics.CpuTime.Index] = Environment.CpuUsage.TotalTime.Ticks / TimeSpan.TicksPerMicrosecond;
            row[RecorderMetrics.Resident.Index] = _ownMemory.ResidentBytes();
        }

        row[RecorderMetrics.SampleTime.Index] = (long)_time.GetElapsedTime(startTimestamp).TotalMicroseconds;
        row[RecorderMetrics.DroppedSamples.Index] = statistics.DroppedSamples;
        row[RecorderMetrics.DroppedSteps.Index] = statistics.DroppedSteps;
        row[RecorderMetrics.DroppedLogBytes.Index] = statistics.DroppedLogBytes;
        row[RecorderMetrics.LateSamples.Index] = _grid?.Late ?? 0;
        if (_tree is not null)
        {
            row[RecorderMetrics.TreeProcesses.Index] = _tree.Alive;
            row[RecorderMetrics.ProcessStarts.Index] = _tree.Started;
            row[RecorderMetrics.ShortLived.Index] = _tree.ShortLived;
        }

        long failures = _otherFailures;
        foreach (CollectorHealth collector in _collectors)
        {
            failures += collector.Failures;
        }

        row[RecorderMetrics.CollectorFailures.Index] = failures;
    }
}
