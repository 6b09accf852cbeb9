using System.Net.Sockets;
using System.Text;

namespace Vigil.Server.Tests.Support;

/// <summary>A connection that sends whatever it likes, as no well-behaved client would.</summary>
public sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(120);

    private readonly TcpClient _client = new();
    private readonly Stream _stream;

    public RawConnection(Uri address)
    {
        _client.Connect(address.Host, address.Port);
        _stream = _client.GetStream();
    }

    /// <summary>Sends, as far as the server lets it.</summary>
    public async Task SendAsync(string text)
    {
        using var deadline = new CancellationTokenSource(s_patience);
        try
        {
            await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), deadline.Token);
        }
        catch (IOException)
        {
            // It hung up: that is an answer as well.
        }
    }

    /// <summary>All that it answers until it hangs up; what was lost on the way is lost.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var deadline = new CancellationTokenSource(s_patience);
        var text = new StringBuilder();
        byte[] buffer = new byte[16 * 1024];
        try
        {
            int length;
            while ((length = await _stream.ReadAsync(buffer, deadline.Token)) > 0)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, length));
            }
        }
        catch (IOException)
        {
            // Hung up without reading on.
        }

        return text.ToString();
    }

    /// <summary>Says that nothing more comes.</summary>
    public void EndSending()
    {
        try
        {
            _client.Client.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server hung up first.
        }
    }

    /// <summary>The status of one request whose answer ends the connection; 0 when it hung up without any.</summary>
    public async Task<int> StatusOfAsync(string request)
    {
        await SendAsync(request);
        return Status(await ReadToEndAsync());
    }

    public static int Status(string answer) =>
        answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? int.Parse(answer.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture) : 0;

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }
}
