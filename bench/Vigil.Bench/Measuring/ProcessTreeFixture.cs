using System.Diagnostics;
using System.Globalization;

namespace Vigil.Bench.Measuring;

/// <summary>A tree of idle processes (<c>bench/tree</c>), which ends with its owner.</summary>
internal sealed class ProcessTreeFixture : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts the tree and waits until all of it is there.</summary>
    /// <param name="program">The compiled <c>tree</c>.</param>
    /// <param name="count">Processes, the root included.</param>
    public ProcessTreeFixture(string program, int count)
    {
        _process = Process.Start(new ProcessStartInfo(program, [count.ToString(CultureInfo.InvariantCulture)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        string numbers = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The tree could not be started.");
        Pids = [.. numbers.Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture))];
    }

    /// <summary>All of its processes; the root is the first.</summary>
    public IReadOnlyList<int> Pids { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
