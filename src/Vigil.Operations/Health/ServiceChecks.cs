using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;

namespace Vigil.Operations.Health;

/// <summary>Checks of services and processes; each gives what a <see cref="HealthCheck.Run"/> needs. What they measure is milliseconds unless said otherwise.</summary>
public static class ServiceChecks
{
    private const int LongestOutput = 200;

    /// <summary>An address that must answer with a status below 400.</summary>
    public static Func<CancellationToken, ValueTask<CheckResult>> Http(Uri url, HttpClient client, TimeProvider time) => async cancellationToken =>
    {
        long started = time.GetTimestamp();
        using HttpResponseMessage response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        double milliseconds = time.GetElapsedTime(started).TotalMilliseconds;
        return (int)response.StatusCode < 400 ? CheckResult.Healthy(milliseconds) : CheckResult.Critical($"it answers {(int)response.StatusCode} {response.ReasonPhrase}", milliseconds);
    };

    /// <summary>A port that must take connections.</summary>
    public static Func<CancellationToken, ValueTask<CheckResult>> Tcp(string host, int port, TimeProvider time) => async cancellationToken =>
    {
        long started = time.GetTimestamp();
        using var client = new TcpClient();
        await client.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        return CheckResult.Healthy(time.GetElapsedTime(started).TotalMilliseconds);
    };

    /// <summary>A service that must say <c>SERVING</c> by <c>grpc.health.v1</c>.</summary>
    /// <param name="address">Where it listens; <c>http</c> speaks HTTP/2 without TLS.</param>
    /// <param name="service">Which service; empty for all of the server.</param>
    /// <param name="client">Asks.</param>
    /// <param name="time">The clock.</param>
    public static Func<CancellationToken, ValueTask<CheckResult>> Grpc(Uri address, string service, HttpClient client, TimeProvider time) => async cancellationToken =>
    {
        long started = time.GetTimestamp();
        (bool isServing, string? reason) = await GrpcHealth.AskAsync(address, service, client, cancellationToken).ConfigureAwait(false);
        double milliseconds = time.GetElapsedTime(started).TotalMilliseconds;
        return isServing ? CheckResult.Healthy(milliseconds) : CheckResult.Critical(reason!, milliseconds);
    };

    /// <summary>A command whose exit code tells: 0 healthy, 1 a warning, anything else critical; the first line that it prints is the reason.</summary>
    public static Func<CancellationToken, ValueTask<CheckResult>> Command(IReadOnlyList<string> command) => async cancellationToken =>
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using Process process = Start(start);
        process.StandardInput.Close();
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
            string output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            output = output.Trim() is { Length: > 0 } said ? said : (await errors.ConfigureAwait(false)).Trim();
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            string line = output.Split('\n')[0].Trim() is { Length: > 0 } first ? first[..Math.Min(first.Length, LongestOutput)] : $"{command[0]} ended with {process.ExitCode}";
            return process.ExitCode switch
            {
                0 => CheckResult.Healthy(),
                1 => new CheckResult(CheckState.Warning, null, line),
                _ => CheckResult.Critical(line),
            };
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    };

    /// <summary>Processes of a name, of which there must be one at least; their number is what is measured.</summary>
    public static Func<CancellationToken, ValueTask<CheckResult>> Processes(string name) => _ =>
    {
        Process[] found = Process.GetProcessesByName(name);
        foreach (Process process in found)
        {
            process.Dispose();
        }

        return ValueTask.FromResult(found.Length > 0 ? CheckResult.Healthy(found.Length) : CheckResult.Critical($"no process is called {name}", 0));
    };

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"{start.FileName} cannot be started: {exception.Message}", exception);
        }
    }
}
