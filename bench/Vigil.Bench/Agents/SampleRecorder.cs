using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Telemetry.Records;

namespace Vigil.Bench.Agents;

/// <summary>Keeps samples as an agent would send them.</summary>
internal sealed class SampleRecorder : IRunWriter
{
    private readonly RecordEncoder _encoder = new();

    /// <summary>The samples, encoded.</summary>
    public List<byte[]> Samples { get; } = [];

    /// <summary>Readings in a sample, in the mean.</summary>
    public double Readings { get; private set; }

    public WriterStatistics Statistics => default;

    public void Write(SampleFrame frame)
    {
        int readings = frame.Subjects.Sum(subject => subject.Values.Count(value => value != Reading.NotAvailable));
        Readings += (readings - Readings) / (Samples.Count + 1);
        Samples.Add(_encoder.Sample(frame).ToArray());
    }

    public void Write(StepReading step)
    {
    }

    public void Emit(RunEvent runEvent)
    {
    }

    public void WriteOutput(OutputStream stream, ReadOnlySpan<byte> data, long unixMilliseconds)
    {
    }

    public Task<bool> CompleteAsync(RunOutcome outcome, JsonObject? summary, TimeSpan deadline) => Task.FromResult(true);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
