using System.Runtime.InteropServices;
using System.Text;

namespace Vigil.Collection.Processes.MacOS;

/// <summary>
/// Reads a command line from the answer of KERN_PROCARGS2: the number of arguments (32 bits), the path of the program,
/// zeros, the arguments, each ended by a zero, and then the environment, which is secret and is not touched.
/// </summary>
internal static class MacOSArguments
{
    /// <summary>The arguments, separated by blanks; empty when the bytes hold none.</summary>
    /// <param name="bytes">The answer; where it is cut off, so is the command line.</param>
    /// <param name="maximumLength">Characters beyond are cut.</param>
    public static string Parse(ReadOnlySpan<byte> bytes, int maximumLength)
    {
        if (!MemoryMarshal.TryRead(bytes, out int count))
        {
            return "";
        }

        ReadOnlySpan<byte> rest = bytes[sizeof(int)..];
        rest = After(rest, rest.IndexOf((byte)0)).TrimStart((byte)0);

        var line = new StringBuilder();
        while (count-- > 0 && !rest.IsEmpty && line.Length < maximumLength)
        {
            int end = rest.IndexOf((byte)0);
            ReadOnlySpan<byte> argument = end < 0 ? rest : rest[..end];
            line.Append(line.Length == 0 ? "" : " ").Append(Encoding.UTF8.GetString(argument));
            rest = After(rest, end);
        }

        return line.ToString(0, Math.Min(line.Length, maximumLength));
    }

    private static ReadOnlySpan<byte> After(ReadOnlySpan<byte> bytes, int index) =>
        index < 0 ? default : bytes[(index + 1)..];
}
