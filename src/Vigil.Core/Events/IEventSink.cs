namespace Vigil.Core.Events;

/// <summary>Takes events from whoever sees them. Never blocks and never throws.</summary>
public interface IEventSink
{
    /// <summary>Records one event, tied to the latest sample.</summary>
    void Emit(RunEvent runEvent);
}
