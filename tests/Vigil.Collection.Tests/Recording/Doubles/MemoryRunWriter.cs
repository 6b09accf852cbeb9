using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Collection.Tests.Recording.Doubles;

/// <summary>A store in memory. Thread-safe.</summary>
internal sealed class MemoryRunWriter : IRunWriter
{
    private readonly Lock _lock = new();
    private readonly List<RunEvent> _events = [];
    private readonly List<StepReading> _steps = [];
    private readonly List<(double Seconds, SampleTotals Totals)> _samples = [];

    public WriterStatistics Statistics { get; set; }

    public bool Completed { get; private set; }

    public bool Disposed { get; private set; }

    public IReadOnlyList<RunEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    public IReadOnlyList<StepReading> Steps
    {
        get
        {
            lock (_lock)
            {
                return [.. _steps];
            }
        }
    }

    public IReadOnlyList<(double Seconds, SampleTotals Totals)> Samples
    {
        get
        {
            lock (_lock)
            {
                return [.. _samples];
            }
        }
    }

    public IReadOnlyList<RunEvent> Of(string type) => [.. Events.Where(runEvent => runEvent.Type == type)];

    public void Emit(RunEvent runEvent)
    {
        lock (_lock)
        {
            _events.Add(runEvent);
        }
    }

    public void Write(SampleFrame frame)
    {
        lock (_lock)
        {
            _samples.Add((frame.UnixMilliseconds / 1000.0, frame.Totals));
        }
    }

    public void Write(StepReading step)
    {
        lock (_lock)
        {
            _steps.Add(step);
        }
    }

    public void WriteOutput(OutputStream stream, ReadOnlySpan<byte> data, long unixMilliseconds)
    {
    }

    public Task<bool> CompleteAsync(RunOutcome outcome, JsonObject? summary, TimeSpan deadline)
    {
        Completed = true;
        return Task.FromResult(true);
    }

    public ValueTask DisposeAsync()
    {
        Disposed = true;
        return ValueTask.CompletedTask;
    }
}
