using System.Diagnostics;
using System.Net.Sockets;

namespace Vigil.Alerting.Tests.Support;

/// <summary>A server of somebody else's, started on loopback and killed after the test.</summary>
internal sealed class Server : IDisposable
{
    private static readonly TimeSpan s_generous = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Task<string> _said;
    private readonly Task<string> _printed;

    private Server(Process process)
    {
        _process = process;
        _said = process.StandardError.ReadToEndAsync();
        _printed = process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Starts it and waits until it listens; skips the test where it is not installed.</summary>
    public static async Task<Server> StartAsync(string package, string program, int port, params string[] arguments)
    {
        Skip.IfNot(File.Exists(program), $"{package} is not installed");
        var server = new Server(Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!);
        DateTimeOffset end = TimeProvider.System.GetUtcNow() + s_generous;
        while (true)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                return server;
            }
            catch (SocketException exception)
            {
                if (server._process.HasExited || TimeProvider.System.GetUtcNow() > end)
                {
                    string said = server._process.HasExited ? await server._said : "it does not listen";
                    server.Dispose();
                    throw new InvalidOperationException($"{program}: {said}", exception);
                }

                await Task.Delay(50);
            }
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _printed.GetAwaiter().GetResult();
        _process.Dispose();
    }
}
