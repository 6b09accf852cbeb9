using Vigil.Cli.Settings;
using Vigil.Telemetry.Records;

namespace Vigil.Cli.Running;

/// <summary>A control room on another machine that records are sent to.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="TokenFile">File with an operator's token; null where none is needed.</param>
internal sealed record ControlRoomTarget(Uri Address, string? TokenFile)
{
    /// <summary>What the buffer of one record may take.</summary>
    private const long MostBytes = 256 << 20;

    /// <summary>Begins to send there.</summary>
    /// <exception cref="IOException">The token or the buffer cannot be read: the message says why.</exception>
    /// <exception cref="UnauthorizedAccessException">The token or the buffer cannot be read.</exception>
    public RecordSender Open(TimeProvider time) => new(Address, TokenFile is null ? null : ReadToken(TokenFile), Path.Combine(Path.GetDirectoryName(DatabasePath.Of(new VigilSettings()))!, "outbox"), MostBytes, time);

    /// <summary>The token of a file: that of its first line 'operator TOKEN', as vigil serve reads them, else its first word.</summary>
    private static string ReadToken(string file)
    {
        string[][] lines = [.. File.ReadLines(file).Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Where(words => words.Length > 0 && words[0][0] != '#')];
        return lines.FirstOrDefault(words => words is ["operator", _])?[1] ?? lines.FirstOrDefault(words => words.Length == 1)?[0]
            ?? throw new IOException($"'{file}' holds no token: it needs a line 'operator TOKEN'.");
    }
}
