using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Collection.InProcess;

/// <summary>The road into the store of a monitor that has none.</summary>
internal sealed class NullRunWriter : IRunWriter
{
    public WriterStatistics Statistics => default;

    public void Emit(RunEvent runEvent)
    {
        // Nobody keeps it.
    }

    public void Write(SampleFrame frame)
    {
        // Nobody keeps it.
    }

    public void Write(StepReading step)
    {
        // Nobody keeps it.
    }

    public void WriteOutput(OutputStream stream, ReadOnlySpan<byte> data, long unixMilliseconds)
    {
        // Nobody keeps it.
    }

    public Task<bool> CompleteAsync(RunOutcome outcome, JsonObject? summary, TimeSpan deadline) => Task.FromResult(true);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
