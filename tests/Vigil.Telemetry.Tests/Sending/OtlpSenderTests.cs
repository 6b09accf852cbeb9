using System.Net;
using System.Net.Sockets;
using Vigil.Telemetry.Receiving;
using Vigil.Telemetry.Sending;

namespace Vigil.Telemetry.Tests.Sending;

/// <summary>Against a real HTTP server that answers as it is told.</summary>
public sealed class OtlpSenderTests : IDisposable
{
    private static readonly TimeSpan s_deadline = TimeSpan.FromMinutes(1);
    private readonly HttpListener _listener = new();
    private readonly Uri _address;
    private int _requests;

    public OtlpSenderTests()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        _address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        free.Stop();
        _listener.Prefixes.Add(_address.ToString());
    }

    public void Dispose() => _listener.Close();

    [Fact]
    public async Task A_receiver_that_asks_to_wait_gets_everything_later()
    {
        Answer(request => request == 1 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.OK);
        await using var sender = new OtlpSender(_address, new Dictionary<string, string>(), TimeProvider.System);

        sender.Enqueue(Signal.Metrics, [1, 2, 3]);
        (await sender.FlushAsync(s_deadline)).ShouldBeTrue();

        sender.Statistics.ShouldBe(new SenderStatistics(Sent: 1, Dropped: 0, Pending: 0, LastError: null));
        _requests.ShouldBe(2);
    }

    [Fact]
    public async Task What_the_receiver_refuses_is_dropped_and_counted()
    {
        Answer(_ => HttpStatusCode.BadRequest);
        await using var sender = new OtlpSender(_address, new Dictionary<string, string>(), TimeProvider.System);

        sender.Enqueue(Signal.Logs, [1]);
        (await sender.FlushAsync(s_deadline)).ShouldBeTrue();

        sender.Statistics.ShouldBe(new SenderStatistics(Sent: 0, Dropped: 1, Pending: 0, LastError: "127.0.0.1 answered 400"));
        _requests.ShouldBe(1);
    }

    /// <summary>Nobody listens: 16 MiB wait, the rest is counted.</summary>
    [Fact]
    public async Task What_waits_is_bounded()
    {
        const int requests = 40;
        byte[] megabyte = new byte[1 << 20];
        var sender = new OtlpSender(_address, new Dictionary<string, string>(), TimeProvider.System);
        for (int i = 0; i < requests; i++)
        {
            sender.Enqueue(Signal.Metrics, megabyte);
        }

        SenderStatistics waiting = sender.Statistics;
        waiting.Pending.ShouldBe(16);
        waiting.Dropped.ShouldBe(requests - 16);
        await sender.DisposeAsync();
        sender.Statistics.Dropped.ShouldBe(requests);
    }

    private void Answer(Func<int, HttpStatusCode> status)
    {
        _listener.Start();
        _ = Task.Run(async () =>
        {
            while (_listener.IsListening)
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                await context.Request.InputStream.CopyToAsync(Stream.Null);
                context.Response.StatusCode = (int)status(Interlocked.Increment(ref _requests));
                context.Response.Headers["Retry-After"] = "1";
                context.Response.Close();
            }
        });
    }
}
