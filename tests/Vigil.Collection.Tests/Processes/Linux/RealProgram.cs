using System.Diagnostics;

namespace Vigil.Collection.Tests.Processes.Linux;

/// <summary>A real child whose tree is watched; it is killed, with what it says is its own, at the end.</summary>
internal sealed class RealProgram : IDisposable
{
    private readonly Process _process;
    private readonly List<int> _owned = [];

    private RealProgram(Process process) => _process = process;

    public int Pid => _process.Id;

    public static RealProgram Start(string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new RealProgram(Process.Start(start)!);
    }

    public static RealProgram Python(string code) => Start("python3", "-c", code);

    /// <summary>The numbers that the program prints on its next line; they are killed at the end.</summary>
    public int[] ReadPids()
    {
        Task<string?> line = _process.StandardOutput.ReadLineAsync();
        line.Wait(TimeSpan.FromSeconds(60)).ShouldBeTrue("the program should have printed its children");
        int[] pids = [.. line.Result!.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
        pids.ShouldAllBe(pid => pid > 1);
        _owned.AddRange(pids);
        return pids;
    }

    /// <summary>Lets a program go on that waits for a line.</summary>
    public void Continue()
    {
        _process.StandardInput.WriteLine();
        _process.StandardInput.Flush();
    }

    public void Dispose()
    {
        // Not its whole tree: that looks at every process of the machine once for each of them.
        _process.Kill();
        _process.WaitForExit(TimeSpan.FromSeconds(10));
        foreach (int pid in _owned)
        {
            try
            {
                using var child = Process.GetProcessById(pid);
                child.Kill();
            }
            catch (Exception error) when (error is ArgumentException or InvalidOperationException)
            {
                // It has ended by itself.
            }
        }

        _process.Dispose();
    }
}
