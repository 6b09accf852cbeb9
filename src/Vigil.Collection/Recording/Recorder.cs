using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording;

/// <summary>
/// Takes a sample of everything at each interval, on a thread of its own, and hands it to the store.
/// </summary>
/// <remarks>
/// One sample is: every collector writes its rows; the totals are added up; observers turn readings into events; the
/// writer takes the frame. The thread sleeps in between and nothing else wakes it. The next instant is kept on a fixed
/// grid, so that the interval does not drift by the time a sample takes; a sample that comes too late to make its next
/// instant is counted and the grid is laid anew.
/// </remarks>
public sealed class Recorder : IDisposable
{
    private readonly RecorderOptions _options;
    private readonly CollectorHealth[] _collectors;
    private readonly IReadOnlyList<ICollector> _owned;
    private readonly IReadOnlyList<IFrameObserver> _observers;
    private readonly IReadOnlyList<IPolledSource> _sources;
    private readonly IRunWriter _writer;
    private readonly TimeProvider _time;
    private readonly SampleFrame _frame = new();
    private readonly ManualResetEventSlim _stop = new(false);
    private readonly Lock _sampling = new();
    private readonly Subject _cost = new(SubjectKind.Recorder, "vigil");
    private readonly Thread _thread;

    private long _previousTimestamp;
    private double _previousUsedRatio = double.NaN;
    private double _growthPerSecond;
    private long _lateSamples;

    /// <summary>Creates a recorder; nothing is read before <see cref="Start"/> or <see cref="Sample"/>.</summary>
    /// <param name="options">Interval and thresholds.</param>
    /// <param name="collectors">What is read, in order; the recorder disposes them.</param>
    /// <param name="observers">Who looks at each finished sample, in order.</param>
    /// <param name="sources">What is emptied at each sample; the recorder disposes them.</param>
    /// <param name="writer">Where samples and events go; not disposed.</param>
    /// <param name="time">The clock.</param>
    public Recorder(
        RecorderOptions options,
        IReadOnlyList<ICollector> collectors,
        IReadOnlyList<IFrameObserver> observers,
        IReadOnlyList<IPolledSource> sources,
        IRunWriter writer,
        TimeProvider time)
    {
        _options = options;
        _owned = collectors;
        _collectors = [.. collectors.Select(collector => new CollectorHealth(collector, time))];
        _observers = observers;
        _sources = sources;
        _writer = writer;
        _time = time;
        _frame.Add(_cost);
        _thread = new Thread(Run, maxStackSize: 512 * 1024) { IsBackground = true, Name = "vigil-sampler" };
    }

    /// <summary>Starts sampling in the background. The first sample is taken at once.</summary>
    public void Start() => _thread.Start();

    /// <summary>Takes one sample now, on the caller's thread.</summary>
    public void Sample()
    {
        lock (_sampling)
        {
            long timestamp = _time.GetTimestamp();
            double elapsed = _previousTimestamp == 0 ? 0 : _time.GetElapsedTime(_previousTimestamp, timestamp).TotalSeconds;
            _previousTimestamp = timestamp;
            _frame.Begin(_time.GetUtcNow().ToUnixTimeMilliseconds(), elapsed);
            foreach (CollectorHealth collector in _collectors)
            {
                collector.Collect(_frame, _writer);
            }

            _frame.Totals = TotalsCalculator.Compute(_frame);
            foreach (IFrameObserver observer in _observers)
            {
                observer.Observe(_frame, _writer);
            }

            FollowMemory(elapsed);
            RecordCost(timestamp);
            _writer.Write(_frame);
            double unixSeconds = _frame.UnixMilliseconds / 1000.0;
            foreach (IPolledSource source in _sources)
            {
                source.Poll(unixSeconds);
            }
        }
    }

    /// <summary>Ends sampling and takes a last sample, so that counters that moved with the program's end are seen.</summary>
    public void Stop()
    {
        if (_stop.IsSet)
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
        foreach (ICollector collector in _owned)
        {
            collector.Dispose();
        }

        foreach (IPolledSource source in _sources)
        {
            source.Dispose();
        }

        _stop.Dispose();
    }

    private void Run()
    {
        long next = _time.GetTimestamp();
        while (!_stop.IsSet)
        {
            Sample();
            double interval = AdaptiveInterval.Choose(
                _options, double.IsNaN(_previousUsedRatio) ? null : _previousUsedRatio, _growthPerSecond);
            next += (long)(interval * _time.TimestampFrequency);
            double wait = (next - _time.GetTimestamp()) / (double)_time.TimestampFrequency;
            if (wait < -interval / 2)
            {
                _lateSamples++;
                next = _time.GetTimestamp();
            }

            if (wait > 0)
            {
                _stop.Wait(TimeSpan.FromSeconds(wait));
            }
        }
    }

    private void FollowMemory(double elapsed)
    {
        double ratio = _frame.Totals is { MemoryUsedBytes: { } used, MemoryTotalBytes: > 0 and { } total }
            ? (double)used / total
            : double.NaN;
        _growthPerSecond = elapsed > 0 && !double.IsNaN(_previousUsedRatio) ? (ratio - _previousUsedRatio) / elapsed : 0;
        _previousUsedRatio = ratio;
    }

    private void RecordCost(long startTimestamp)
    {
        WriterStatistics statistics = _writer.Statistics;
        long[] row = _cost.Values;
        row[RecorderMetrics.CpuTime.Index] = Environment.CpuUsage.TotalTime.Ticks / TimeSpan.TicksPerMicrosecond;
        if (_frame.Sequence % 10 == 1)
        {
            // Asked less often: the runtime reads it from a file and allocates.
            row[RecorderMetrics.Resident.Index] = Environment.WorkingSet;
        }

        row[RecorderMetrics.SampleTime.Index] = (long)_time.GetElapsedTime(startTimestamp).TotalMicroseconds;
        row[RecorderMetrics.DroppedSamples.Index] = statistics.DroppedSamples;
        row[RecorderMetrics.DroppedSteps.Index] = statistics.DroppedSteps;
        row[RecorderMetrics.DroppedLogBytes.Index] = statistics.DroppedLogBytes;
        row[RecorderMetrics.LateSamples.Index] = _lateSamples;
        long failures = 0;
        foreach (CollectorHealth collector in _collectors)
        {
            failures += collector.Failures;
        }

        row[RecorderMetrics.CollectorFailures.Index] = failures;
    }
}
