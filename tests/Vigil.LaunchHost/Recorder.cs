using System.Text;
using Vigil.Collection.Launch;
using Vigil.Core.Logs;

namespace Vigil.LaunchHost;

/// <summary>Writes what the launcher reports into files: one per output stream, and <c>report</c>.</summary>
internal sealed class Recorder(string? folder, bool throwing) : IOutputSink, IProgramListener, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FileStream> _files = new(StringComparer.Ordinal);

    public void Write(OutputStream stream, ReadOnlySpan<byte> data)
    {
        if (throwing)
        {
            throw new InvalidOperationException("The sink is broken.");
        }

        Append(stream.ToString(), data);
    }

    public void Stopped(int signal) => Report($"stopped {signal}");

    public void Continued() => Report("continued");

    public void SignalReceived(ReceivedSignal signal) => Report($"signal {signal.Number} {signal.Forwarded}");

    public void Report(string line) => Append("report", Encoding.UTF8.GetBytes(line + "\n"));

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (FileStream file in _files.Values)
            {
                file.Dispose();
            }
        }
    }

    private void Append(string name, ReadOnlySpan<byte> data)
    {
        if (folder is null)
        {
            return;
        }

        lock (_gate)
        {
            if (!_files.TryGetValue(name, out FileStream? file))
            {
                file = new FileStream(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.Read);
                _files[name] = file;
            }

            file.Write(data);
            file.Flush();
        }
    }
}
