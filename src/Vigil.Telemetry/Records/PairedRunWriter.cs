using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;

namespace Vigil.Telemetry.Records;

/// <summary>Records into the store here, and into one elsewhere as well. The one here counts: what is asked of both is answered by it.</summary>
/// <param name="here">The store's writer; disposed with this.</param>
/// <param name="elsewhere">The other; disposed with this.</param>
public sealed class PairedRunWriter(IRunWriter here, IRunWriter elsewhere) : IRunWriter
{
    /// <inheritdoc/>
    public WriterStatistics Statistics => here.Statistics;

    /// <inheritdoc/>
    public void Write(SampleFrame frame)
    {
        here.Write(frame);
        elsewhere.Write(frame);
    }

    /// <inheritdoc/>
    public void Write(StepReading step)
    {
        here.Write(step);
        elsewhere.Write(step);
    }

    /// <inheritdoc/>
    public void Emit(RunEvent runEvent)
    {
        here.Emit(runEvent);
        elsewhere.Emit(runEvent);
    }

    /// <inheritdoc/>
    public void WriteOutput(OutputStream stream, ReadOnlySpan<byte> data, long unixMilliseconds)
    {
        here.WriteOutput(stream, data, unixMilliseconds);
        elsewhere.WriteOutput(stream, data, unixMilliseconds);
    }

    /// <inheritdoc/>
    public async Task<bool> CompleteAsync(RunOutcome outcome, JsonObject? summary, TimeSpan deadline)
    {
        bool stored = await here.CompleteAsync(outcome, summary, deadline).ConfigureAwait(false);
        await elsewhere.CompleteAsync(outcome, summary, deadline).ConfigureAwait(false);
        return stored;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await here.DisposeAsync().ConfigureAwait(false);
        await elsewhere.DisposeAsync().ConfigureAwait(false);
    }
}
