using Vigil.Collection.Sampling;
using Vigil.Collection.Recording;
using Vigil.Collection.Resources;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.InProcess;

/// <summary>Keeps the latest samples, the oldest dropped first. Written by the sampling thread, read by any.</summary>
internal sealed class SampleHistory(int capacity, TimeProvider time) : IFrameObserver
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Timestamp, SystemSample Sample)> _samples = [];
    private readonly ResourceWindow _gpus = new(new ResourceMonitorOptions { CpuMonitoring = false, IoMonitoring = false });

    /// <summary>The latest sample; null before the first.</summary>
    public SystemSample? Latest { get; private set; }

    public void Observe(SampleFrame frame, IEventSink events)
    {
        _gpus.Observe(frame, events);
        var sample = new SystemSample
        {
            Time = DateTimeOffset.FromUnixTimeMilliseconds(frame.UnixMilliseconds),
            Totals = frame.Totals,
            Gpus = _gpus.Take()?.Gpus ?? [],
            Disks = Disks(frame),
        };
        lock (_lock)
        {
            if (_samples.Count == capacity)
            {
                _samples.Dequeue();
            }

            _samples.Enqueue((time.GetTimestamp(), sample));
            Latest = sample;
        }
    }

    /// <summary>The samples kept, the oldest first.</summary>
    public IReadOnlyList<SystemSample> ToList()
    {
        lock (_lock)
        {
            return [.. _samples.Select(entry => entry.Sample)];
        }
    }

    /// <summary>The samples of the time just past, by the monotonic clock: a wall clock that was set moves none of them.</summary>
    public IReadOnlyList<SystemSample> Since(TimeSpan window)
    {
        long now = time.GetTimestamp();
        lock (_lock)
        {
            return [.. _samples.Where(entry => time.GetElapsedTime(entry.Timestamp, now) <= window).Select(entry => entry.Sample)];
        }
    }

    private static IReadOnlyList<DiskSpace> Disks(SampleFrame frame) =>
    [
        .. frame.Subjects.Where(subject => subject.Kind == SubjectKind.FileSystem).Select(subject => new DiskSpace(
            subject.Key,
            subject.Attributes.GetValueOrDefault(SubjectAttributes.Path),
            (long?)subject.Value(FileSystemMetrics.Total),
            (long?)subject.Value(FileSystemMetrics.Available))),
    ];
}
