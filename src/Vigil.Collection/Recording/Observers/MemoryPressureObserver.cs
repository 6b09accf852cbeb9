using System.Text.Json.Nodes;
using Vigil.Collection.Sampling;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording.Observers;

/// <summary>
/// Records when memory in use passes the warning and the critical threshold, and when tasks stall for want of memory.
/// A level is left only once use has fallen by <see cref="Hysteresis"/>, so that a level at the edge gives one event.
/// </summary>
internal sealed class MemoryPressureObserver(RecorderOptions options) : IFrameObserver
{
    private const double Hysteresis = 0.02;

    private string? _level;
    private bool _stalling;

    public void Observe(SampleFrame frame, IEventSink events)
    {
        SampleTotals totals = frame.Totals;
        if (totals is { MemoryUsedBytes: { } used, MemoryTotalBytes: > 0 and { } total })
        {
            ObserveLevel(frame, events, (double)used / total, used, total);
        }

        if (frame.First(SubjectKind.System)?.Delta(SystemMetrics.PressureMemorySome) is { } stalled && frame.ElapsedSeconds > 0)
        {
            ObserveStall(frame, events, stalled / frame.ElapsedSeconds);
        }
    }

    private void ObserveLevel(SampleFrame frame, IEventSink events, double ratio, long used, long total)
    {
        double margin = _level is null ? 0 : Hysteresis;
        string? level = ratio >= options.MemoryCriticalThreshold - (_level == "critical" ? margin : 0) ? "critical"
            : ratio >= options.MemoryWarningThreshold - margin ? "warning"
            : null;
        if (level == _level)
        {
            return;
        }

        bool rising = level is not null && _level != "critical";
        _level = level;
        if (rising)
        {
            events.Emit(new RunEvent(frame.UnixMilliseconds / 1000.0, EventTypes.MemoryPressure, new JsonObject
            {
                ["level"] = level,
                ["used_ratio"] = Math.Round(ratio, 4),
                ["used_bytes"] = used,
                ["total_bytes"] = total,
                ["threshold"] = level == "critical" ? options.MemoryCriticalThreshold : options.MemoryWarningThreshold,
            }));
        }
    }

    private void ObserveStall(SampleFrame frame, IEventSink events, double ratio)
    {
        bool stalling = ratio >= options.MemoryStallRatio * (_stalling ? 0.5 : 1);
        if (stalling && !_stalling)
        {
            events.Emit(new RunEvent(frame.UnixMilliseconds / 1000.0, EventTypes.MemoryPressure, new JsonObject
            {
                ["level"] = "stall",
                ["stalled_ratio"] = Math.Round(ratio, 4),
                ["threshold"] = options.MemoryStallRatio,
            }));
        }

        _stalling = stalling;
    }
}
