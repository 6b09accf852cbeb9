using Vigil.Collection.Processes.Linux;

namespace Vigil.Collection.Tests.Processes.Linux;

/// <summary>A process connector that reports what the test says.</summary>
internal sealed class ScriptedSource : IProcessEventSource
{
    private readonly Queue<ProcessEvent> _reports = new();

    public bool LosesReports { get; set; }

    public void Fork(int parent, int pid) => _reports.Enqueue(ProcessEvent.Fork(parent, pid));

    public void Exit(int pid, int status = 0) => _reports.Enqueue(ProcessEvent.Exited(pid, status));

    public int Read(Span<ProcessEvent> events)
    {
        int count = 0;
        while (count < events.Length && _reports.TryDequeue(out ProcessEvent report))
        {
            events[count++] = report;
        }

        return count;
    }

    public bool TakeLost()
    {
        bool lost = LosesReports;
        LosesReports = false;
        return lost;
    }

    public void Discard() => _reports.Clear();

    public void Dispose() => _reports.Clear();
}
