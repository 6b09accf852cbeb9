using System.Text.Json.Nodes;
using Vigil.Collection.Launch;
using Vigil.Core.Events;

namespace Vigil.Collection.Recording;

/// <summary>Records when the program was stopped and went on, and the signals that Vigil got for it.</summary>
internal sealed class ProgramEvents(IEventSink events, TimeProvider time) : IProgramListener
{
    private const int WindowChanged = 28;
    private const int ChildEnded = 17;

    public void Stopped(int signal) => events.Emit(new RunEvent(Now(), EventTypes.Stopped, new JsonObject
    {
        ["signal"] = signal,
        ["name"] = SignalNames.Of(signal),
    }));

    public void Continued() => events.Emit(new RunEvent(Now(), EventTypes.Continued));

    public void SignalReceived(ReceivedSignal signal)
    {
        if (signal.Number is WindowChanged or ChildEnded)
        {
            return;
        }

        events.Emit(new RunEvent(signal.At.ToUnixTimeMilliseconds() / 1000.0, EventTypes.Signal, new JsonObject
        {
            ["signal"] = signal.Number,
            ["name"] = SignalNames.Of(signal.Number),
            ["sent_to"] = "vigil",
            ["passed_on"] = signal.Forwarded,
        }));
    }

    private double Now() => time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
}
