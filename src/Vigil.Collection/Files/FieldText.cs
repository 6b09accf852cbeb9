using Vigil.Core.Sampling;

namespace Vigil.Collection.Files;

/// <summary>
/// Finds numbers in kernel text of the form <c>name value</c> or <c>name: value unit</c>, one to a line. Searching for
/// the few names that are wanted is cheaper than walking the hundred lines that are not.
/// </summary>
internal static class FieldText
{
    /// <summary>The number on the line that starts with <paramref name="name"/>; not available when there is none.</summary>
    public static long Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        int from = 0;
        while (text[from..].IndexOf(name) is var found && found >= 0)
        {
            int start = from + found;
            int end = start + name.Length;
            bool startsLine = start == 0 || text[start - 1] == (byte)'\n';
            if (startsLine && end < text.Length && text[end] is (byte)' ' or (byte)':' or (byte)'\t')
            {
                return Number(text[(end + 1)..]);
            }

            from = end;
        }

        return Reading.NotAvailable;
    }

    /// <summary>As the other <c>Find</c>, for values in units of <paramref name="factor"/>; not available beyond 2^63.</summary>
    public static long Find(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, long factor) =>
        Multiply(Find(text, name), factor);

    /// <summary>The first number of the line that <paramref name="text"/> starts with; not available when no number stands there.</summary>
    public static long Number(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOf((byte)'\n');
        var line = new AsciiScanner(end < 0 ? text : text[..end]);
        return Next(ref line);
    }

    /// <summary>Takes the next word as a number from 0; not available when it is none or the text has ended.</summary>
    public static long Next(ref AsciiScanner scanner)
    {
        ReadOnlySpan<byte> word = scanner.ReadWord();
        bool isNumber = !word.IsEmpty && char.IsAsciiDigit((char)word[0]);
        return isNumber ? new AsciiScanner(word).ReadInt64() : Reading.NotAvailable;
    }

    /// <summary>The product; not available when the value is, or the product does not fit.</summary>
    public static long Multiply(long value, long factor) =>
        value < 0 || value > long.MaxValue / factor ? Reading.NotAvailable : value * factor;
}
