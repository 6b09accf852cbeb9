using System.Globalization;
using System.Text;

namespace Vigil.Collection.Processes.Linux;

/// <summary>Makes strings for people out of the bytes that a process chose for itself.</summary>
internal static class ProcText
{
    /// <summary>Longest command line kept, characters.</summary>
    public const int CommandLineCharacters = 1024;

    /// <summary>UTF-8 as text, without control characters, at most so many characters.</summary>
    public static string Printable(ReadOnlySpan<byte> bytes, int maximumCharacters)
    {
        string text = Encoding.UTF8.GetString(bytes);
        var result = new StringBuilder(Math.Min(text.Length, maximumCharacters));
        foreach (char character in text)
        {
            if (result.Length == maximumCharacters)
            {
                break;
            }

            result.Append(char.IsControl(character) ? ' ' : character);
        }

        // Half a character pair is no text.
        if (result.Length > 0 && char.IsHighSurrogate(result[^1]))
        {
            result.Length--;
        }

        return result.ToString();
    }

    /// <summary>Arguments as <c>cmdline</c> holds them, each ended by a zero; empty ones are kept.</summary>
    public static IReadOnlyList<string> Arguments(ReadOnlySpan<byte> bytes)
    {
        var arguments = new List<string>();
        while (!bytes.IsEmpty)
        {
            int end = bytes.IndexOf((byte)0);
            arguments.Add(Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]));
            bytes = end < 0 ? default : bytes[(end + 1)..];
        }

        return arguments;
    }

    /// <summary>Ticks and the like as text.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
