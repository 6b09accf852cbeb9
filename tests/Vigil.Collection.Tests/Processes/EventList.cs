using Vigil.Core.Events;

namespace Vigil.Collection.Tests.Processes;

internal sealed class EventList : IEventSink
{
    public List<RunEvent> Events { get; } = [];

    public void Emit(RunEvent runEvent) => Events.Add(runEvent);

    public IEnumerable<RunEvent> Of(string type) => Events.Where(one => one.Type == type);

    public RunEvent About(string type, int pid) => Of(type).Single(one => one.Details?["pid"]?.GetValue<int>() == pid);
}
