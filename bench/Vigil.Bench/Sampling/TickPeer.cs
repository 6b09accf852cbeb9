using System.Diagnostics;
using System.Globalization;

namespace Vigil.Bench.Sampling;

/// <summary>A program that reads the same things on demand and says what CPU time that took; see <c>bench/floor/floor.c</c>.</summary>
internal sealed class TickPeer : IDisposable
{
    private readonly Process _process;

    private TickPeer(string name, Process process)
    {
        Name = name;
        _process = process;
    }

    /// <summary>Its process number.</summary>
    public int Pid => _process.Id;

    /// <summary>What it is called in the table.</summary>
    public string Name { get; }

    /// <summary>Starts it, tells it what to read, and lets it read a few times.</summary>
    /// <returns>Null when it cannot run here; it has said why on standard error then.</returns>
    public static TickPeer? TryStart(string name, string program, IEnumerable<string> arguments, IEnumerable<int> pids, IEnumerable<string> files)
    {
        if (!File.Exists(program))
        {
            Console.WriteLine($"{name}: skipped, there is no {program}");
            return null;
        }

        var peer = new TickPeer(name, Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!);
        try
        {
            foreach (int pid in pids)
            {
                peer._process.StandardInput.WriteLine($"pid {pid}");
            }

            foreach (string file in files)
            {
                peer._process.StandardInput.WriteLine($"file {file}");
            }

            peer.TickNanoseconds();
            return peer;
        }
        catch (Exception error) when (error is IOException or FormatException or InvalidOperationException)
        {
            Console.WriteLine($"{name}: skipped, it cannot run here ({error.Message})");
            peer.Dispose();
            return null;
        }
    }

    /// <summary>Reads everything once; the CPU time of it.</summary>
    public long TickNanoseconds()
    {
        _process.StandardInput.WriteLine("tick");
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("it ended");
        return long.Parse(answer, CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It is gone already.
        }

        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
