using System.Text;

namespace Vigil.Collection.Launch;

/// <summary>
/// Gets the bytes of arguments back. The runtime decodes the command line as UTF-8 and what is not UTF-8 is lost in
/// the strings; the kernel still has it.
/// </summary>
internal static class RawCommandLine
{
    private const char Replacement = '\uFFFD';

    /// <summary>The bytes of a command: those at the end of Vigil's own command line when they are what the strings came from.</summary>
    public static IReadOnlyList<byte[]> Recover(IReadOnlyList<string> command)
    {
        var plain = command.Select(Encoding.UTF8.GetBytes).ToList();
        if (!OperatingSystem.IsLinux() || !command.Any(text => text.Contains(Replacement)))
        {
            return plain;
        }

        try
        {
            return Match(File.ReadAllBytes("/proc/self/cmdline"), command) ?? plain;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return plain;
        }
    }

    /// <summary>The last entries of a zero-separated command line, if they decode to the strings; null otherwise.</summary>
    public static IReadOnlyList<byte[]>? Match(byte[] commandLine, IReadOnlyList<string> command)
    {
        var entries = new List<byte[]>();
        ReadOnlySpan<byte> rest = commandLine;
        while (!rest.IsEmpty)
        {
            int end = rest.IndexOf((byte)0);
            end = end < 0 ? rest.Length : end;
            entries.Add(rest[..end].ToArray());
            rest = rest[Math.Min(end + 1, rest.Length)..];
        }

        int first = entries.Count - command.Count;
        for (int i = 0; first >= 0 && i < command.Count; i++)
        {
            if (!CameFrom(command[i], entries[first + i]))
            {
                return null;
            }
        }

        return first < 0 ? null : entries[first..];
    }

    // Decoders differ in how many replacement characters they give for one bad sequence: runs count as one.
    private static bool CameFrom(string text, byte[] bytes) =>
        string.Equals(Squeeze(text), Squeeze(Encoding.UTF8.GetString(bytes)), StringComparison.Ordinal);

    private static string Squeeze(string text)
    {
        var squeezed = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (c != Replacement || squeezed.Length == 0 || squeezed[^1] != Replacement)
            {
                squeezed.Append(c);
            }
        }

        return squeezed.ToString();
    }
}
