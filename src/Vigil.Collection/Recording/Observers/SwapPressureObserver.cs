using System.Text.Json.Nodes;
using Vigil.Collection.Sampling;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording.Observers;

/// <summary>Records when memory begins to be written to swap or read back from it faster than the threshold.</summary>
internal sealed class SwapPressureObserver(RecorderOptions options) : IFrameObserver
{
    private bool _swapping;

    public void Observe(SampleFrame frame, IEventSink events)
    {
        if (frame.ElapsedSeconds <= 0 || frame.First(SubjectKind.System) is not { } system)
        {
            return;
        }

        double inRate = (system.Delta(SystemMetrics.SwapIn) ?? 0) / frame.ElapsedSeconds;
        double outRate = (system.Delta(SystemMetrics.SwapOut) ?? 0) / frame.ElapsedSeconds;
        double threshold = options.SwapPressureMebibytesPerSecond * 1024 * 1024;
        bool swapping = inRate + outRate > threshold * (_swapping ? 0.5 : 1);
        if (swapping && !_swapping)
        {
            events.Emit(new RunEvent(frame.UnixMilliseconds / 1000.0, EventTypes.SwapPressure, new JsonObject
            {
                ["in_bytes_per_second"] = (long)inRate,
                ["out_bytes_per_second"] = (long)outRate,
                ["swap_used_bytes"] = frame.Totals.SwapUsedBytes,
            }));
        }

        _swapping = swapping;
    }
}
