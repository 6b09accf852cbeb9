using Vigil.Core.Runs;

namespace Vigil.Logs.Errors;

/// <summary>Reads logs of every source into a report.</summary>
public static class LogReader
{
    /// <summary>Reads the output that the store kept.</summary>
    public static LogReport Read(IEnumerable<StoredOutput> output) => new();

    /// <summary>Reads a log file or a pipe to its end, in bounded memory whatever its size.</summary>
    /// <param name="log">The bytes; not disposed.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">It cannot be read on.</exception>
    public static Task<LogReport> ReadAsync(Stream log, CancellationToken cancellationToken) => Task.FromResult(new LogReport());
}
