using System.Diagnostics;

namespace Vigil.Bench.Serve;

/// <summary>The FastAPI server of <c>bench/fastapi_peer.py</c>: the same answers from plain rows.</summary>
internal sealed class PythonPeer : IDisposable
{
    private readonly Process _process;

    private PythonPeer(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Its number.</summary>
    public int Pid => _process.Id;

    /// <summary>Starts it; null where this Python has no FastAPI, which is said.</summary>
    public static PythonPeer? Start(string python, string plain)
    {
        if (!File.Exists(python))
        {
            Console.WriteLine($"  no FastAPI beside it: there is no {python}");
            return null;
        }

        var process = Process.Start(new ProcessStartInfo(python, ["bench/fastapi_peer.py", plain])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        string line = process.StandardOutput.ReadLine() ?? "";
        if (Uri.TryCreate(line, UriKind.Absolute, out Uri? address))
        {
            return new PythonPeer(process, address);
        }

        Console.WriteLine($"  no FastAPI beside it: {(line.Length > 0 ? line : "it did not start")} (Debian: apt install python3-fastapi python3-uvicorn)");
        process.Dispose();
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
