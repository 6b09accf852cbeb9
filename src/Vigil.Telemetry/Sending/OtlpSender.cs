using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using Vigil.Telemetry.Receiving;

namespace Vigil.Telemetry.Sending;

/// <summary>
/// Sends requests of the OpenTelemetry protocol over HTTP, compressed, one after the other, away from whoever has something to send:
/// nobody waits. What cannot be sent now is tried again, ever more rarely; meanwhile what waits is bounded, and what comes on top
/// is dropped and counted. Requests of one signal are joined: one behind the other, protobuf messages are one message.
/// </summary>
public sealed class OtlpSender : IAsyncDisposable
{
    private const long MostPendingBytes = 16 << 20;
    private const int MostBodyBytes = 4 << 20;
    private const string ProtobufType = "application/x-protobuf";
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_requestDeadline = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_lastRetry = TimeSpan.FromSeconds(30);

    private readonly Uri _endpoint;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly Lock _lock = new();
    private readonly Queue<(Signal Signal, byte[] Body)> _queue = new();
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private TaskCompletionSource? _flushed;
    private long _pendingBytes;
    private long _inFlight;
    private long _sent;
    private long _dropped;
    private string? _lastError;

    /// <summary>Begins to send.</summary>
    /// <param name="endpoint">Where to, as <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> would name it: <c>/v1/metrics</c> and so on are added.</param>
    /// <param name="headers">Further headers, such as <c>Authorization</c>.</param>
    /// <param name="time">The clock.</param>
    public OtlpSender(Uri endpoint, IReadOnlyDictionary<string, string> headers, TimeProvider time)
    {
        _endpoint = endpoint;
        _time = time;

        // A proxy or a redirect would carry the headers to where they were not meant for.
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = s_requestDeadline }) { Timeout = s_requestDeadline };
        foreach ((string name, string value) in headers)
        {
            _client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        _work = Task.Run(WorkAsync);
    }

    /// <summary>What was sent and what was not.</summary>
    public SenderStatistics Statistics
    {
        get
        {
            lock (_lock)
            {
                return new SenderStatistics(_sent, _dropped, _queue.Count + _inFlight, _lastError);
            }
        }
    }

    /// <summary>Headers from a text of the form that <c>OTEL_EXPORTER_OTLP_HEADERS</c> has: <c>name=value,name=value</c>, percent-encoded.</summary>
    public static IReadOnlyDictionary<string, string> ParseHeaders(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .Select(pair => pair.Split('=', 2)).Where(pair => pair.Length == 2)
        .GroupBy(pair => pair[0].Trim(), StringComparer.OrdinalIgnoreCase)
        .ToDictionary(group => group.Key, group => Uri.UnescapeDataString(group.Last()[1].Trim()));

    /// <summary>Hands a request over; it is copied.</summary>
    public void Enqueue(Signal signal, ReadOnlySpan<byte> request)
    {
        lock (_lock)
        {
            if (_pendingBytes + request.Length > MostPendingBytes)
            {
                _dropped++;
                return;
            }

            _pendingBytes += request.Length;
            _queue.Enqueue((signal, request.ToArray()));
        }
    }

    /// <summary>Sends what waits.</summary>
    /// <returns>False when not all of it could be sent in time.</returns>
    public async Task<bool> FlushAsync(TimeSpan deadline)
    {
        Task flushed;
        lock (_lock)
        {
            flushed = (_flushed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        Wake();
        try
        {
            await flushed.WaitAsync(deadline, _time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Stops: what was not sent is given up.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _work.ConfigureAwait(false);
        _client.Dispose();
        _stop.Dispose();
        _wanted.Dispose();
    }

    private async Task WorkAsync()
    {
        TimeSpan retry = TimeSpan.Zero;
        List<byte[]> bodies = [];
        Signal signal = default;
        try
        {
            while (true)
            {
                if (bodies.Count == 0)
                {
                    (signal, bodies) = Take();
                }

                if (bodies.Count == 0)
                {
                    SayFlushed();
                    await WaitAsync(s_interval).ConfigureAwait(false);
                    continue;
                }

                (bool isDone, TimeSpan? pause) = await TrySendAsync(signal, bodies).ConfigureAwait(false);
                if (isDone)
                {
                    Release(bodies);
                    bodies = [];
                    retry = TimeSpan.Zero;
                    continue;
                }

                retry = pause ?? (retry == TimeSpan.Zero ? s_firstRetry : TimeSpan.FromTicks(Math.Min(retry.Ticks * 2, s_lastRetry.Ticks)));
                await WaitAsync(retry).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                _dropped += _queue.Count + _inFlight;
                _inFlight = 0;
                _queue.Clear();
            }
        }
    }

    // The first request that waits, and those of its signal right behind it.
    private (Signal Signal, List<byte[]> Bodies) Take()
    {
        lock (_lock)
        {
            List<byte[]> bodies = [];
            long bytes = 0;
            Signal signal = _queue.TryPeek(out (Signal Signal, byte[] Body) first) ? first.Signal : default;
            while (_queue.TryPeek(out (Signal Signal, byte[] Body) next) && next.Signal == signal && (bodies.Count == 0 || bytes + next.Body.Length <= MostBodyBytes))
            {
                bodies.Add(_queue.Dequeue().Body);
                bytes += next.Body.Length;
            }

            _inFlight = bodies.Count;
            return (signal, bodies);
        }
    }

    private void Release(List<byte[]> bodies)
    {
        lock (_lock)
        {
            _inFlight = 0;
            _pendingBytes -= bodies.Sum(body => (long)body.Length);
        }
    }

    private async Task<(bool IsDone, TimeSpan? Pause)> TrySendAsync(Signal signal, List<byte[]> bodies)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, AddressOf(signal)) { Content = Compress(bodies) };
            using HttpResponseMessage response = await _client.SendAsync(request, _stop.Token).ConfigureAwait(false);
            bool mayPass = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
            lock (_lock)
            {
                _lastError = response.IsSuccessStatusCode ? null : $"{_endpoint.Host} answered {(int)response.StatusCode}";
                _sent += response.IsSuccessStatusCode ? bodies.Count : 0;
                _dropped += response.IsSuccessStatusCode || mayPass ? 0 : bodies.Count;
            }

            return (!mayPass, response.Headers.RetryAfter?.Delta);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException || (exception is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            lock (_lock)
            {
                _lastError = exception is OperationCanceledException ? $"{_endpoint.Host} did not answer in time" : exception.Message;
            }

            return (false, null);
        }
    }

    private Uri AddressOf(Signal signal) =>
        new(_endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/') + (signal switch { Signal.Metrics => "/v1/metrics", Signal.Logs => "/v1/logs", _ => "/v1/traces" }));

    private static ByteArrayContent Compress(List<byte[]> bodies)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (byte[] body in bodies)
            {
                gzip.Write(body);
            }
        }

        var content = new ByteArrayContent(buffer.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(ProtobufType);
        content.Headers.ContentEncoding.Add("gzip");
        return content;
    }

    private void SayFlushed()
    {
        lock (_lock)
        {
            if (_queue.Count == 0)
            {
                _flushed?.TrySetResult();
                _flushed = null;
            }
        }
    }

    private void Wake()
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

    private Task<bool> WaitAsync(TimeSpan time) => _wanted.WaitAsync(time, _stop.Token);
}
