using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Vigil.Core.Runs;
using Vigil.Telemetry.Receiving;
using Vigil.Telemetry.Sending;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Records;

/// <summary>
/// Sends records to a control room: what was recorded is buffered on disk first, and stays there until the control room has it on its
/// own. One request at a time, compressed. Records that an earlier process left behind are sent too, and ended.
/// </summary>
public sealed class RecordSender : IAsyncDisposable
{
    private const int MostRequestBytes = 4 << 20;
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_requestDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_connectDeadline = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_lastRetry = TimeSpan.FromSeconds(15);

    private readonly Uri _target;
    private readonly string _root;
    private readonly long _mostBytes;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly SenderClock _clock;
    private readonly Lock _lock = new();
    private readonly List<OutboxRecord> _records = [];
    private readonly HashSet<string> _introduced = [];
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ProtoWriter _output = new();
    private readonly Task _work;
    private long _sent;
    private long _refused;
    private long _droppedBefore;
    private string? _lastError;

    /// <summary>Begins to send what is there.</summary>
    /// <param name="target">The control room, such as <c>http://host:7070</c>.</param>
    /// <param name="token">An operator's token; null where none is needed.</param>
    /// <param name="root">Folder of the buffer; created as needed. Several processes may share it.</param>
    /// <param name="mostBytes">What the buffer of one record may take, bytes; the oldest items are dropped beyond.</param>
    /// <param name="time">The clock.</param>
    public RecordSender(Uri target, string? token, string root, long mostBytes, TimeProvider time)
    {
        _target = target;
        _root = root;
        _mostBytes = mostBytes;
        _time = time;
        _clock = new SenderClock(time);

        // A redirect would carry the token to where it was not meant for.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = s_connectDeadline, UseProxy = false }) { Timeout = s_requestDeadline };
        if (token is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (OutboxRecord left in OutboxRecord.Adopt(root, target, mostBytes))
        {
            var outcome = new RunOutcome { State = RunState.RecorderKilled, EndedAt = left.LastWritten, Cause = EndCause.RecorderKilled, Explanation = "The process that recorded it was killed; what it had recorded was sent later." };
            left.Append(Signal.Logs, new RecordEncoder().End(outcome, null));
            left.Close();
            _records.Add(left);
        }

        _work = Task.Run(WorkAsync);
    }

    /// <summary>What was sent and what was not, in items.</summary>
    public SenderStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return new SenderStatistics(_sent, _refused + _droppedBefore + _records.Sum(record => record.Count.Dropped), _records.Sum(record => record.Count.Pending), _lastError);
            }
        }
    }

    /// <summary>Begins a record.</summary>
    /// <param name="start">The record.</param>
    /// <returns>Takes what it yields.</returns>
    /// <exception cref="IOException">The buffer cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The buffer cannot be written.</exception>
    public IRunWriter Begin(RunStart start)
    {
        var record = OutboxRecord.Create(_root, _target, start, _mostBytes);
        lock (_lock)
        {
            _records.Add(record);
        }

        return new OutboxRunWriter(record, this);
    }

    /// <summary>Waits until everything was sent.</summary>
    /// <returns>False when not all could be sent in time: the rest stays buffered.</returns>
    public async Task<bool> FlushAsync(TimeSpan deadline)
    {
        long began = _time.GetTimestamp();
        while (Statistics.Pending > 0)
        {
            if (_time.GetElapsedTime(began) > deadline)
            {
                return false;
            }

            Wake();
            await Task.Delay(TimeSpan.FromMilliseconds(20), _time).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Stops. What was not sent stays buffered for the next process.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        foreach (OutboxRecord record in _records)
        {
            record.Dispose();
        }

        _client.Dispose();
        _stop.Dispose();
        _wanted.Dispose();
    }

    internal void Wake()
    {
        try
        {
            _wanted.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    private async Task WorkAsync()
    {
        TimeSpan retry = s_interval;
        try
        {
            while (true)
            {
                bool reached = true;
                foreach (OutboxRecord record in Records())
                {
                    reached = reached && await SendAsync(record).ConfigureAwait(false);
                }

                retry = reached ? s_interval : TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, s_lastRetry.Ticks));
                await _wanted.WaitAsync(retry, _stop.Token).ConfigureAwait(false);
                if (!reached)
                {
                    // Whoever waits for the end may not make it ask without a pause.
                    await Task.Delay(TimeSpan.FromMilliseconds(200), _time, _stop.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It ends.
        }
    }

    private OutboxRecord[] Records()
    {
        lock (_lock)
        {
            return [.. _records];
        }
    }

    /// <summary>Sends all that waits of a record; false when the control room cannot be reached, or cannot take it now.</summary>
    private async Task<bool> SendAsync(OutboxRecord record)
    {
        while (true)
        {
            IReadOnlyList<OutboxItem> items = record.Peek(MostRequestBytes, out (long Sequence, long Position) next);
            if (items.Count == 0)
            {
                if (!record.IsOpen)
                {
                    Remove(record);
                }

                return true;
            }

            if (!_clock.IsSet && await PostAsync(Signal.Metrics, null, 0, []).ConfigureAwait(false) is null)
            {
                return false;
            }

            bool isIntroduced = _introduced.Contains(record.Id);
            RecordEncoder.Request(_output, isIntroduced ? null : record.StartJson, items.Select(item => item.Body));
            switch (await PostAsync(items[0].Signal, record.Id, items[0].Sequence, _output.Written.ToArray()).ConfigureAwait(false))
            {
                case HttpStatusCode.OK:
                    _introduced.Add(record.Id);
                    record.Advance(next);
                    Interlocked.Add(ref _sent, items.Count);
                    break;
                case HttpStatusCode.NotFound when isIntroduced:
                    _introduced.Remove(record.Id);
                    break;
                case HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge:
                    record.Advance(next);
                    Interlocked.Add(ref _refused, items.Count);
                    break;
                case HttpStatusCode.Conflict when !record.IsOpen:
                    Interlocked.Add(ref _refused, record.Count.Pending);
                    Remove(record);
                    return true;
                default:
                    return false;
            }
        }
    }

    private void Remove(OutboxRecord record)
    {
        lock (_lock)
        {
            _droppedBefore += record.Count.Dropped;
            _records.Remove(record);
        }

        record.Delete();
    }

    private async Task<HttpStatusCode?> PostAsync(Signal signal, string? recordId, long sequence, byte[] body)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_target.GetLeftPart(UriPartial.Path).TrimEnd('/') + (signal == Signal.Metrics ? "/v1/metrics" : "/v1/logs")));
            request.Content = Compress(body);
            if (recordId is not null)
            {
                request.Headers.Add(RecordWords.RecordHeader, recordId);
                request.Headers.Add(RecordWords.SequenceHeader, sequence.ToString(CultureInfo.InvariantCulture));
                request.Headers.Add(RecordWords.OffsetHeader, _clock.OffsetMilliseconds.ToString(CultureInfo.InvariantCulture));
            }

            long asked = _clock.Now;
            using HttpResponseMessage response = await _client.SendAsync(request, _stop.Token).ConfigureAwait(false);
            if (response.Headers.TryGetValues(RecordWords.TimeHeader, out IEnumerable<string>? times))
            {
                _clock.Learn(asked, times.First(), _clock.Now);
            }

            _lastError = response.IsSuccessStatusCode ? null : $"{_target.Host} answered {(int)response.StatusCode}";
            return response.StatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            _lastError = exception is OperationCanceledException ? $"{_target.Host} did not answer in time" : exception.Message;
            return null;
        }
    }

    private static ByteArrayContent Compress(byte[] body)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(body);
        }

        var content = new ByteArrayContent(buffer.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }
}
