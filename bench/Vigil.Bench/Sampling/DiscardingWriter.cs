using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Bench.Sampling;

/// <summary>A store that keeps nothing, so that a sample is measured and not its storing.</summary>
internal sealed class DiscardingWriter : IRunWriter
{
    public WriterStatistics Statistics => default;

    public void Emit(RunEvent runEvent)
    {
    }

    public void Write(SampleFrame frame)
    {
    }

    public void Write(StepReading step)
    {
    }

    public void WriteOutput(OutputStream stream, ReadOnlySpan<byte> data, long unixMilliseconds)
    {
    }

    public Task<bool> CompleteAsync(RunOutcome outcome, JsonObject? summary, TimeSpan deadline) => Task.FromResult(true);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
