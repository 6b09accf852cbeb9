using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Core.Runs;

/// <summary>
/// The one road into the store for everything that a run yields. No call blocks on the disk and none throws: each copies
/// what it is given into a bounded queue; when the queue is full the thing is dropped and counted. What was accepted is
/// on disk within a second.
/// </summary>
public interface IRunWriter : IEventSink, IAsyncDisposable
{
    /// <summary>Stores one sample. Called on the sampling thread alone; allocates nothing while subjects stay the same.</summary>
    void Write(SampleFrame frame);

    /// <summary>Stores one step.</summary>
    void Write(StepReading step);

    /// <summary>Stores a piece of the program's output, in order per stream. Lines need not be whole.</summary>
    /// <param name="stream">Where it came from.</param>
    /// <param name="data">The bytes, exactly as printed.</param>
    /// <param name="unixMilliseconds">When they were read.</param>
    void WriteOutput(OutputStream stream, ReadOnlySpan<byte> data, long unixMilliseconds);

    /// <summary>What was dropped so far, and why.</summary>
    WriterStatistics Statistics { get; }

    /// <summary>Stores how the run ended with its summary, and everything still queued, within <paramref name="deadline"/>.</summary>
    /// <returns>False when the store could not take it in time.</returns>
    Task<bool> CompleteAsync(RunOutcome outcome, JsonObject? summary, TimeSpan deadline);
}
