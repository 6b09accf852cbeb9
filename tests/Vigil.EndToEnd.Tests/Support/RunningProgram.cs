using System.Diagnostics;
using System.Text;

namespace Vigil.EndToEnd.Tests.Support;

/// <summary>A started program whose output is gathered. Ended, if it still runs, when disposed.</summary>
internal sealed class RunningProgram : IDisposable
{
    private readonly Process _process;
    private readonly MemoryStream _output = new();
    private readonly MemoryStream _error = new();
    private readonly Task _readers;
    private bool _isDisposed;

    public RunningProgram(ProcessStartInfo start, bool keepInputOpen = false)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        _process = Process.Start(start)!;
        _readers = Task.WhenAll(
            Task.Run(() => Gather(_process.StandardOutput.BaseStream, _output)),
            Task.Run(() => Gather(_process.StandardError.BaseStream, _error)));
        if (!keepInputOpen)
        {
            _process.StandardInput.Close();
        }
    }

    public int Pid => _process.Id;

    public StreamWriter Input => _process.StandardInput;

    public string Output => Encoding.UTF8.GetString(Bytes(_output));

    public string Error => Encoding.UTF8.GetString(Bytes(_error));

    /// <summary>Waits for words on standard output.</summary>
    public void WaitForOutput(string text) => Deadlines.Until($"'{text}' is printed; so far: {Output}{Error}", () =>
        Output.Contains(text, StringComparison.Ordinal) || (_process.HasExited ? throw new InvalidOperationException($"Ended without printing '{text}': {Output}{Error}") : false));

    /// <summary>Waits for words on standard error.</summary>
    public void WaitForError(string text) => Deadlines.Until($"'{text}' is printed; so far: {Error}", () =>
        Error.Contains(text, StringComparison.Ordinal) || (_process.HasExited ? throw new InvalidOperationException($"Ended without printing '{text}': {Output}{Error}") : false));

    public void Signal(int signal) => Machine.Signal(Pid, signal);

    /// <summary>Waits for the end.</summary>
    public FinishedProgram Wait()
    {
        if (!_process.WaitForExit(Deadlines.Program))
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} did not end. It printed: {Output}{Error}");
        }

        // Something that outlives the program may hold its streams open: what is there is what counts then.
        _readers.Wait(TimeSpan.FromSeconds(10));
        return new FinishedProgram(_process.ExitCode, Bytes(_output), Error);
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(Deadlines.Program);
        }

        _process.Dispose();
    }

    private static void Gather(Stream from, MemoryStream to)
    {
        var buffer = new byte[65_536];
        int count;
        while ((count = from.Read(buffer)) > 0)
        {
            lock (to)
            {
                to.Write(buffer.AsSpan(0, count));
            }
        }
    }

    private static byte[] Bytes(MemoryStream stream)
    {
        lock (stream)
        {
            return stream.ToArray();
        }
    }
}
