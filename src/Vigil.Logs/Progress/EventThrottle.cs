using System.Text.Json.Nodes;
using Vigil.Core.Events;

namespace Vigil.Logs.Progress;

/// <summary>Lets the first events of a type through, then one each period, which says how many were left out.</summary>
internal sealed class EventThrottle(IEventSink sink)
{
    private const int Burst = 30;
    private const double PeriodSeconds = 30;

    private readonly Dictionary<string, State> _states = new(StringComparer.Ordinal);

    public void Emit(double unixSeconds, string type, JsonObject details)
    {
        if (!_states.TryGetValue(type, out State? state))
        {
            _states.Add(type, state = new State());
        }

        if (unixSeconds - state.PeriodStart >= PeriodSeconds || unixSeconds < state.PeriodStart)
        {
            state.PeriodStart = unixSeconds;
            state.Emitted = state.LeftOut > 0 ? Burst - 1 : 0;
        }

        if (state.Emitted >= Burst)
        {
            state.LeftOut++;
            return;
        }

        state.Emitted++;
        if (state.LeftOut > 0)
        {
            details["left_out"] = state.LeftOut;
            state.LeftOut = 0;
        }

        sink.Emit(new RunEvent(unixSeconds, type, details));
    }

    /// <summary>Says what was left out and not said yet, at the end of the output.</summary>
    public void Complete(double unixSeconds)
    {
        foreach ((string type, State state) in _states.Where(state => state.Value.LeftOut > 0))
        {
            sink.Emit(new RunEvent(unixSeconds, type, new JsonObject { ["summary"] = true, ["left_out"] = state.LeftOut }));
            state.LeftOut = 0;
        }
    }

    private sealed class State
    {
        public double PeriodStart { get; set; } = double.NegativeInfinity;

        public int Emitted { get; set; }

        public long LeftOut { get; set; }
    }
}
