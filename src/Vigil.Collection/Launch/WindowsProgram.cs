using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Vigil.Core.Logs;

namespace Vigil.Collection.Launch;

/// <summary>
/// A program started on Windows: pipes for its output, console keys left to it. Not run on Windows yet.
/// </summary>
/// <remarks>It has no pseudo-console, so it sees pipes even when Vigil is on a terminal, which its notice says.</remarks>
internal sealed class WindowsProgram : WatchedProgram
{
    private const int ErrorFileNotFound = 2;
    private const int ErrorPathNotFound = 3;
    private const int ErrorAccessDenied = 5;
    private const int ErrorBadFormat = 193;
    private const int BufferBytes = 64 * 1024;

    private readonly Process _process;
    private readonly IOutputSink? _sink;
    private readonly PosixSignalRegistration _interrupt;
    private readonly Thread[] _pumps;
    private readonly Lock _errorGate = new();
    private readonly Stream _error = Console.OpenStandardError();
    private long _lostBytes;

    private WindowsProgram(Process process, IOutputSink? sink)
    {
        _process = process;
        _sink = sink;

        // Ctrl-C reaches every process of the console; only the program decides about it.
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        _pumps =
        [
            StartPump(process.StandardOutput.BaseStream, Console.OpenStandardOutput(), OutputStream.Output, new Lock()),
            StartPump(process.StandardError.BaseStream, _error, OutputStream.Error, _errorGate),
        ];
    }

    public override int ProcessId => _process.Id;

    public override bool HasOwnTerminal => false;

    public override string? Notice => "On Windows the program writes to pipes: without colours and progress bars that need a console.";

    public override long LostOutputBytes => Interlocked.Read(ref _lostBytes);

    public override IReadOnlyList<ReceivedSignal> ReceivedSignals => [];

    public static LaunchResult Start(LaunchOptions options)
    {
        var start = new ProcessStartInfo(options.FileName, options.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = options.WorkingDirectory ?? "",
        };
        foreach ((string name, string value) in options.EnvironmentAdditions)
        {
            start.Environment[name] = value;
        }

        try
        {
            return new LaunchResult.Started(new WindowsProgram(Process.Start(start)!, options.Sink));
        }
        catch (Win32Exception exception)
        {
            string reason = $"{options.FileName}: {exception.Message}";
            return exception.NativeErrorCode switch
            {
                ErrorFileNotFound or ErrorPathNotFound => new LaunchResult.NotFound(reason),
                ErrorAccessDenied or ErrorBadFormat => new LaunchResult.NotExecutable(reason),
                _ => new LaunchResult.Failed(reason),
            };
        }
    }

    public override async Task<ProgramExit> WaitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        foreach (Thread pump in _pumps)
        {
            _ = pump.Join(OutputPump.LingerMilliseconds);
        }

        return new ProgramExit
        {
            ExitCode = _process.ExitCode,
            UserTime = _process.UserProcessorTime,
            SystemTime = _process.PrivilegedProcessorTime,
        };
    }

    public override bool Forward(int signal)
    {
        if (_process.HasExited)
        {
            return false;
        }

        // Windows has one way to end a program from outside.
        _process.Kill();
        return true;
    }

    public override IReadOnlyList<OrphanExit> TakeOrphanExits() => [];

    public override void WriteNotice(string text)
    {
        lock (_errorGate)
        {
            _error.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }
    }

    protected override void Dispose(bool disposing)
    {
        _interrupt.Dispose();
        _process.Dispose();
    }

    private Thread StartPump(Stream source, Stream destination, OutputStream stream, Lock gate)
    {
        var thread = new Thread(() => Pump(source, destination, stream, gate)) { IsBackground = true, Name = $"vigil {stream}" };
        thread.Start();
        return thread;
    }

    private void Pump(Stream source, Stream destination, OutputStream stream, Lock gate)
    {
        byte[] buffer = new byte[BufferBytes];
        int length;
        while ((length = source.Read(buffer)) > 0)
        {
            try
            {
                lock (gate)
                {
                    destination.Write(buffer, 0, length);
                }
            }
            catch (IOException)
            {
                Interlocked.Add(ref _lostBytes, length);
            }

            try
            {
                _sink?.Write(stream, buffer.AsSpan(0, length));
            }
            catch (Exception)
            {
                // The record may fail; the program's output may not.
            }
        }
    }
}
