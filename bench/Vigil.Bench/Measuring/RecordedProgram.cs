using System.Diagnostics;

namespace Vigil.Bench.Measuring;

/// <summary>
/// A program on its own or under <c>vigil run</c>, with a database of its own and its output drained. It is killed with its
/// owner when it has not ended by then.
/// </summary>
internal sealed class RecordedProgram : IDisposable
{
    private readonly Process _process;

    private RecordedProgram(Process process) => _process = process;

    /// <summary>Number of the process that was started: the recorder under <c>vigil run</c>.</summary>
    public int Pid => _process.Id;

    /// <summary>Its output.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>Starts a command under <c>vigil run</c>.</summary>
    /// <param name="vigil">The <c>vigil</c> program.</param>
    /// <param name="folder">Where its database goes.</param>
    /// <param name="command">Program and arguments.</param>
    public static RecordedProgram StartRecorded(string vigil, string folder, params IEnumerable<string> command) =>
        Start([vigil, "run", "--db", Path.Combine(folder, "vigil.db"), "--", .. command]);

    /// <summary>Starts a command.</summary>
    public static RecordedProgram Start(params IReadOnlyList<string> command)
    {
        var process = Process.Start(new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        return new RecordedProgram(process);
    }

    /// <summary>Drains the output and waits for the end; the exit code.</summary>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public int WaitForEnd(TimeSpan deadline)
    {
        Task drained = Output.BaseStream.CopyToAsync(Stream.Null);
        if (!_process.WaitForExit(deadline))
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} did not end within {deadline.TotalSeconds:F0} s");
        }

        drained.Wait(deadline);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
