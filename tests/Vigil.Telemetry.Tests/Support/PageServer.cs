using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Vigil.Telemetry.Tests.Support;

/// <summary>An engine's page on a free port, answered as a test wants.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _loop;

    public PageServer()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/metrics");
        }

        _listener.Prefixes.Add(new Uri(Url, "/").ToString());
        _listener.Start();
        _loop = ServeAsync();
    }

    public Uri Url { get; }

    public string Page { get; set; } = "";

    public byte[]? Bytes { get; set; }

    public int Status { get; set; } = 200;

    public TaskCompletionSource? Hold { get; set; }

    public WebHeaderCollection? Asked { get; private set; }

    public async ValueTask DisposeAsync()
    {
        Hold?.TrySetResult();
        _listener.Close();
        await _loop;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            try
            {
                Asked = (WebHeaderCollection)context.Request.Headers;
                await (Hold?.Task ?? Task.CompletedTask);
                context.Response.StatusCode = Status;
                context.Response.ContentType = "text/plain; version=0.0.4";
                await context.Response.OutputStream.WriteAsync(Bytes ?? Encoding.UTF8.GetBytes(Page));
                context.Response.Close();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // Whoever asked has gone.
            }
        }
    }
}
