using Vigil.Collection.Launch;
using Vigil.Collection.Sampling;
using Vigil.Logs.Progress;
using Vigil.Core.Logs;
using Vigil.Core.Runs;

namespace Vigil.Collection.Recording;

/// <summary>
/// Takes what the program prints, after it was passed on: to the store as it is, and to the reader of steps. Both streams
/// come on threads of their own.
/// </summary>
internal sealed class OutputRecorder(IRunWriter writer, OutputStepReader steps, TimeProvider time) : IOutputSink, IPolledSource
{
    private readonly Lock _lock = new();

    public void Write(OutputStream stream, ReadOnlySpan<byte> data)
    {
        long milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
        lock (_lock)
        {
            writer.WriteOutput(stream, data, milliseconds);
            steps.Read(stream, data, milliseconds / 1000.0);
        }
    }

    public void Poll(double unixSeconds)
    {
        lock (_lock)
        {
            steps.Tick(unixSeconds);
        }
    }

    /// <summary>Reads what was not ended by a line end, once the program has ended.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            steps.Complete(time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
        }
    }
}
