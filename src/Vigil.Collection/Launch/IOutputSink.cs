using Vigil.Core.Logs;

namespace Vigil.Collection.Launch;

/// <summary>Receives a copy of everything the watched program writes, after it has been passed on.</summary>
public interface IOutputSink
{
    /// <summary>
    /// Takes a piece of output, in the order and sizes it was read in. Called on the thread that passes the output
    /// on, so whoever is slow here slows the program; pieces of one stream come from one thread, but
    /// <see cref="OutputStream.Output"/> and <see cref="OutputStream.Error"/> may come at the same time. What is
    /// thrown is swallowed.
    /// </summary>
    /// <param name="stream">Where it came from.</param>
    /// <param name="data">The bytes, never empty; valid during the call only.</param>
    void Write(OutputStream stream, ReadOnlySpan<byte> data);
}
