using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Linux;

/// <summary>
/// Free space behind a few paths. Asked every five seconds, since space seldom changes faster, and at every sample once
/// little is left. Never blocks: see <see cref="FileSystemWatch"/>. A file system that does not answer keeps its last
/// readings and is reported.
/// </summary>
internal sealed class LinuxFileSystemCollector : ICollector
{
    private const long LittleBytes = 1L << 30;
    private const int LittleDivisor = 20;
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_answerDeadline = TimeSpan.FromSeconds(10);

    private readonly FileSystemWatch[] _watches;
    private readonly TimeProvider _time;
    private readonly TimeSpan _firstAnswerDeadline;
    private bool _started;

    /// <summary>Starts a thread for each path.</summary>
    /// <param name="targets">The paths.</param>
    /// <param name="query">How to ask.</param>
    /// <param name="time">The clock that requests are spaced by.</param>
    /// <param name="firstAnswerDeadline">How long the first sample waits for all paths together; null for 100 ms.</param>
    public LinuxFileSystemCollector(
        IEnumerable<FileSystemTarget> targets,
        IFileSystemQuery query,
        TimeProvider time,
        TimeSpan? firstAnswerDeadline = null)
    {
        _time = time;
        _firstAnswerDeadline = firstAnswerDeadline ?? TimeSpan.FromMilliseconds(100);
        _watches = [.. targets.Select(target => new FileSystemWatch(target, query))];
    }

    /// <inheritdoc/>
    public string Name => "filesystem";

    /// <inheritdoc/>
    public CollectResult Collect(SampleFrame frame)
    {
        if (!_started)
        {
            _started = true;
            AskAllAndWait();
        }

        CollectResult result = CollectResult.Ok;
        foreach (FileSystemWatch watch in _watches)
        {
            string? fault = Take(watch, frame);
            if (fault is not null)
            {
                result = CollectResult.Failed(fault);
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FileSystemWatch watch in _watches)
        {
            watch.Dispose();
        }
    }

    private static bool IsNearlyFull(in FileSystemSpace space) =>
        space.AvailableBytes < LittleBytes || space.AvailableBytes < space.TotalBytes / LittleDivisor;

    private void AskAllAndWait()
    {
        long start = _time.GetTimestamp();
        foreach (FileSystemWatch watch in _watches)
        {
            Ask(watch);
        }

        foreach (FileSystemWatch watch in _watches)
        {
            TimeSpan left = _firstAnswerDeadline - _time.GetElapsedTime(start);
            watch.Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }
    }

    /// <summary>Takes what is known of one path into its row, and asks again when it is time.</summary>
    /// <returns>What is wrong with it; null when nothing is.</returns>
    private string? Take(FileSystemWatch watch, SampleFrame frame)
    {
        bool answered = watch.TryGetLatest(out FileSystemSpace space, out int error, out bool inFlight);
        TimeSpan age = watch.RequestedAt is { } at ? _time.GetElapsedTime(at) : TimeSpan.MaxValue;
        if (inFlight)
        {
            return age > s_answerDeadline ? watch.SilentReason : null;
        }

        if (age >= s_interval || (answered && error == 0 && IsNearlyFull(space)))
        {
            Ask(watch);
        }

        if (!answered || FileSystemWatch.IsMissing(error))
        {
            return null;
        }

        if (error != 0)
        {
            return watch.ErrorReason;
        }

        if (!watch.IsShown)
        {
            frame.Add(watch.Subject);
            watch.IsShown = true;
        }

        long[] row = watch.Subject.Values;
        row[FileSystemMetrics.Total.Index] = space.TotalBytes;
        row[FileSystemMetrics.Available.Index] = space.AvailableBytes;
        row[FileSystemMetrics.AvailableInodes.Index] = space.TotalInodes > 0 ? space.AvailableInodes : Reading.NotAvailable;
        return null;
    }

    private void Ask(FileSystemWatch watch)
    {
        if (watch.Request())
        {
            watch.RequestedAt = _time.GetTimestamp();
        }
    }
}
