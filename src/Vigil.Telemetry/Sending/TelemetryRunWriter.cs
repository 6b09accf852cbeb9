using System.Text;
using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Telemetry.Receiving;

namespace Vigil.Telemetry.Sending;

/// <summary>
/// Passes everything on to the store's writer, and tells it to an OpenTelemetry receiver as well. The store comes first and does not
/// depend on the receiver; no call waits for the network.
/// </summary>
/// <param name="inner">The store's writer; disposed with this.</param>
/// <param name="sender">Sends; disposed with this.</param>
/// <param name="start">The run.</param>
public sealed class TelemetryRunWriter(IRunWriter inner, OtlpSender sender, RunStart start) : IRunWriter
{
    private static readonly TimeSpan s_flushDeadline = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private readonly RunTelemetry _telemetry = new(start);
    private readonly PendingLine[] _lines = [new(), new(), new()];

    /// <inheritdoc/>
    public WriterStatistics Statistics => inner.Statistics;

    /// <inheritdoc/>
    public void Write(SampleFrame frame)
    {
        inner.Write(frame);
        lock (_lock)
        {
            sender.Enqueue(Signal.Metrics, _telemetry.Sample(frame));
        }
    }

    /// <inheritdoc/>
    public void Write(StepReading step)
    {
        inner.Write(step);
        lock (_lock)
        {
            sender.Enqueue(Signal.Metrics, _telemetry.Step(step));
        }
    }

    /// <inheritdoc/>
    public void Emit(RunEvent runEvent)
    {
        inner.Emit(runEvent);
        lock (_lock)
        {
            sender.Enqueue(Signal.Logs, _telemetry.Event(runEvent));
        }
    }

    /// <inheritdoc/>
    public void WriteOutput(OutputStream stream, ReadOnlySpan<byte> data, long unixMilliseconds)
    {
        inner.WriteOutput(stream, data, unixMilliseconds);
        lock (_lock)
        {
            List<string> whole = _lines[(int)stream].Add(data);
            if (whole.Count > 0)
            {
                sender.Enqueue(Signal.Logs, _telemetry.Lines(whole, unixMilliseconds));
            }
        }
    }

    /// <inheritdoc/>
    public async Task<bool> CompleteAsync(RunOutcome outcome, JsonObject? summary, TimeSpan deadline)
    {
        bool stored = await inner.CompleteAsync(outcome, summary, deadline).ConfigureAwait(false);
        lock (_lock)
        {
            foreach (PendingLine line in _lines)
            {
                if (line.Rest() is { } rest)
                {
                    sender.Enqueue(Signal.Logs, _telemetry.Lines([rest], (long)(outcome.EndedAt * 1000)));
                }
            }
        }

        await sender.FlushAsync(s_flushDeadline).ConfigureAwait(false);
        return stored;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await sender.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Joins the pieces of a line; of one that is drawn again and again the last state is told.</summary>
    private sealed class PendingLine
    {
        private const int Longest = 64 * 1024;

        private readonly List<byte> _bytes = [];

        public List<string> Add(ReadOnlySpan<byte> data)
        {
            List<string> whole = [];
            while (data.IndexOf((byte)'\n') is >= 0 and var end)
            {
                Append(data[..end]);
                if (Rest() is { } line)
                {
                    whole.Add(line);
                }

                data = data[(end + 1)..];
            }

            Append(data);
            return whole;
        }

        /// <summary>The line so far, taken off; null when it is blank.</summary>
        public string? Rest()
        {
            Span<byte> line = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_bytes).TrimEnd((byte)'\r');
            line = line[(line.LastIndexOf((byte)'\r') + 1)..];
            string text = Encoding.UTF8.GetString(line);
            _bytes.Clear();
            return string.IsNullOrWhiteSpace(text) ? null : text;
        }

        private void Append(ReadOnlySpan<byte> data)
        {
            if (data.LastIndexOf((byte)'\r') is > 0 and var again && again < data.Length - 1)
            {
                _bytes.Clear();
                data = data[(again + 1)..];
            }

            _bytes.AddRange(data[..Math.Min(data.Length, Longest - Math.Min(Longest, _bytes.Count))]);
        }
    }
}
