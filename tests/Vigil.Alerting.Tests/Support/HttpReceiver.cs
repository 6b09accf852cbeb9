using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Vigil.Alerting.Tests.Support;

/// <summary>A web server on loopback that answers as it is told and keeps what it got.</summary>
internal sealed class HttpReceiver : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _serving;

    public HttpReceiver()
    {
        Port = FreePort();
        _listener.Prefixes.Add($"http://127.0.0.1:{Port}/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}/services/secret-path";

    public List<(JsonNode Body, string? Key, string? Authorization)> Got { get; } = [];

    public (int Status, string Body, string? RetryAfter) Answer { get; set; } = (200, "ok", null);

    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        _listener.Stop();
        _serving.GetAwaiter().GetResult();
        _listener.Close();
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

            using var reader = new StreamReader(context.Request.InputStream);
            Got.Add((JsonNode.Parse(await reader.ReadToEndAsync())!, context.Request.Headers["Idempotency-Key"], context.Request.Headers["Authorization"]));
            context.Response.StatusCode = Answer.Status;
            if (Answer.RetryAfter is { } wait)
            {
                context.Response.Headers["Retry-After"] = wait;
            }

            await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Answer.Body));
            context.Response.Close();
        }
    }
}
