using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Telemetry.Receiving;

namespace Vigil.Telemetry.Records;

/// <summary>Takes what a record yields into the buffer on disk, from where it is sent.</summary>
internal sealed class OutboxRunWriter(OutboxRecord record, RecordSender sender) : IRunWriter
{
    private readonly Lock _lock = new();
    private readonly RecordEncoder _encoder = new();
    private readonly long[] _lengths = new long[Enum.GetValues<OutputStream>().Length];
    private WriterStatistics _statistics;

    /// <inheritdoc/>
    public WriterStatistics Statistics => _statistics;

    /// <inheritdoc/>
    public void Write(SampleFrame frame)
    {
        lock (_lock)
        {
            if (!TryAppend(Signal.Metrics, _encoder.Sample(frame)))
            {
                _statistics = _statistics with { DroppedSamples = _statistics.DroppedSamples + 1 };
            }
        }
    }

    /// <inheritdoc/>
    public void Write(StepReading step)
    {
        lock (_lock)
        {
            if (!TryAppend(Signal.Logs, _encoder.Step(step)))
            {
                _statistics = _statistics with { DroppedSteps = _statistics.DroppedSteps + 1 };
            }
        }
    }

    /// <inheritdoc/>
    public void Emit(RunEvent runEvent)
    {
        lock (_lock)
        {
            if (!TryAppend(Signal.Logs, _encoder.Event(runEvent)))
            {
                _statistics = _statistics with { DroppedEvents = _statistics.DroppedEvents + 1 };
            }
        }
    }

    /// <inheritdoc/>
    public void WriteOutput(OutputStream stream, ReadOnlySpan<byte> data, long unixMilliseconds)
    {
        lock (_lock)
        {
            long offset = _lengths[(int)stream];
            _lengths[(int)stream] += data.Length;
            if (!data.IsEmpty && !TryAppend(Signal.Logs, _encoder.Output(stream, offset, data, unixMilliseconds)))
            {
                _statistics = _statistics with { DroppedLogBytes = _statistics.DroppedLogBytes + data.Length };
            }
        }
    }

    /// <inheritdoc/>
    /// <returns>False when the control room does not have all of it in time: the rest is sent by the next process that sends there.</returns>
    public async Task<bool> CompleteAsync(RunOutcome outcome, JsonObject? summary, TimeSpan deadline)
    {
        lock (_lock)
        {
            TryAppend(Signal.Logs, _encoder.End(outcome, summary));
            record.Close();
        }

        return await sender.FlushAsync(deadline).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        record.Close();
        return ValueTask.CompletedTask;
    }

    private bool TryAppend(Signal signal, ReadOnlySpan<byte> item)
    {
        try
        {
            record.Append(signal, item);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _statistics = _statistics with { LastError = exception.Message };
            return false;
        }
    }
}
