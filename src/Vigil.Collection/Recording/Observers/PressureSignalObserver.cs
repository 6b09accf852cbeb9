using System.Globalization;
using System.Text.Json.Nodes;
using Vigil.Collection.Sampling;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording.Observers;

/// <summary>
/// Sends the program a signal once per episode when memory or a watched disk is about to run out: by the forecast of
/// <see cref="LimitApproach"/>, or since hardly anything is left. An episode is over when there is twice the time and more room
/// again. A signal that the program does not catch would end it: it is not sent then, and that is recorded.
/// </summary>
/// <param name="options">What is sent, and when.</param>
/// <param name="criticalRatio">Share of memory in use from which hardly anything is left.</param>
/// <param name="send">Sends a signal; false when the program has ended.</param>
/// <param name="catches">Whether the program catches a signal; null when that cannot be told.</param>
internal sealed class PressureSignalObserver(PressureOptions options, double criticalRatio, Func<int, bool> send, Func<int, bool?> catches) : IFrameObserver
{
    /// <summary>How much of the memory must be free again, beyond the critical share, before an episode is over.</summary>
    private const double Slack = 0.03;

    /// <summary>A disk with less than this left is full soon, however slowly it fills.</summary>
    private const double LeastDiskBytes = 64 << 20;

    /// <summary>What is going on about one limit.</summary>
    private sealed class Watch
    {
        public LimitApproach Approach { get; } = new();

        public bool IsEpisode { get; set; }
    }

    private readonly Watch _memory = new();
    private readonly Dictionary<string, Watch> _disks = [];

    public void Observe(SampleFrame frame, IEventSink events)
    {
        if (options.Memory && frame.Totals is { MemoryUsedBytes: { } used, MemoryTotalBytes: > 0 and { } total })
        {
            Look(frame, events, _memory, null, total - used, (1 - criticalRatio) * total, Slack * total);
        }

        for (int i = 0; options.Disk && i < frame.Subjects.Count; i++)
        {
            Subject subject = frame.Subjects[i];
            if (subject.Kind == SubjectKind.FileSystem && subject.Value(FileSystemMetrics.Available) is { } free)
            {
                if (!_disks.TryGetValue(subject.Key, out Watch? watch))
                {
                    _disks[subject.Key] = watch = new Watch();
                }

                Look(frame, events, watch, subject, free, LeastDiskBytes, LeastDiskBytes);
            }
        }
    }

    private void Look(SampleFrame frame, IEventSink events, Watch watch, Subject? disk, double left, double least, double slack)
    {
        double now = frame.UnixMilliseconds / 1000.0;
        watch.Approach.Add(now, left);
        double seconds = watch.Approach.SecondsLeft();
        if (watch.IsEpisode)
        {
            watch.IsEpisode = seconds <= 2 * options.LeadSeconds || left <= least + slack;
        }
        else if (seconds <= options.LeadSeconds || left <= least)
        {
            watch.IsEpisode = true;
            Tell(events, now, disk, left, seconds);
        }
    }

    private void Tell(IEventSink events, double now, Subject? disk, double left, double seconds)
    {
        bool ignored = catches(options.Signal) == false;
        bool sent = !ignored && send(options.Signal);
        var details = new JsonObject
        {
            ["of"] = disk is null ? "memory" : "disk",
            ["signal"] = options.Signal,
            ["name"] = options.Name,
            ["sent"] = sent,
            ["left_bytes"] = (long)left,
            ["seconds_left"] = double.IsFinite(seconds) ? Math.Round(seconds, 1) : null,
        };
        if (disk is not null)
        {
            details["path"] = disk.Attributes.GetValueOrDefault(SubjectAttributes.Path) ?? disk.Key;
        }

        if (!sent)
        {
            details["reason"] = ignored ? "the program does not catch it: it would have been ended by it" : "the program has ended";
        }

        events.Emit(new RunEvent(now, EventTypes.PressureSignal, details));
    }

    /// <summary>Whether a process catches a signal, as the kernel says; null where it does not say.</summary>
    public static bool? Catches(int pid, int signal)
    {
        try
        {
            foreach (string line in File.ReadLines($"/proc/{pid}/status"))
            {
                if (line.StartsWith("SigCgt:", StringComparison.Ordinal))
                {
                    return ulong.TryParse(line.AsSpan("SigCgt:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong mask) ? (mask >> (signal - 1) & 1) == 1 : null;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone, or another system.
        }

        return null;
    }
}
