using System.Text.Json.Nodes;
using Vigil.Collection.Sampling;
using Vigil.Core.Events;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Recording.Observers;

/// <summary>Records when the wall clock moved otherwise than the monotonic clock: set by hand, by NTP, or after a suspend.</summary>
internal sealed class ClockStepObserver : IFrameObserver
{
    private const double ToleranceSeconds = 1;

    private long _previousMilliseconds;

    public void Observe(SampleFrame frame, IEventSink events)
    {
        if (frame.ElapsedSeconds > 0)
        {
            double step = ((frame.UnixMilliseconds - _previousMilliseconds) / 1000.0) - frame.ElapsedSeconds;
            if (Math.Abs(step) > ToleranceSeconds)
            {
                events.Emit(new RunEvent(frame.UnixMilliseconds / 1000.0, EventTypes.ClockStep, new JsonObject
                {
                    ["step_seconds"] = Math.Round(step, 3),
                }));
            }
        }

        _previousMilliseconds = frame.UnixMilliseconds;
    }
}
