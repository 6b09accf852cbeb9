using Vigil.Core.Sampling;

namespace Vigil.Collection.Files;

/// <summary>
/// Pressure stall information, of the machine or of a control group:
/// <c>some avg10=0.00 avg60=0.00 avg300=0.00 total=123</c> and the same for <c>full</c>. Only the totals are taken: they
/// are exact, and whoever wants a mean takes it over the time that matters.
/// </summary>
internal static class PressureText
{
    /// <summary>Microseconds in which some task waited; not available when the text has no such line.</summary>
    public static long SomeMicroseconds(ReadOnlySpan<byte> text) => Total(text, "some "u8);

    /// <summary>Microseconds in which all tasks waited; not available when the text has no such line (cpu before Linux 5.13).</summary>
    public static long FullMicroseconds(ReadOnlySpan<byte> text) => Total(text, "full "u8);

    private static long Total(ReadOnlySpan<byte> text, ReadOnlySpan<byte> kind)
    {
        var lines = new AsciiScanner(text);
        while (lines.TryReadLine(out ReadOnlySpan<byte> line))
        {
            if (line.StartsWith(kind))
            {
                int total = line.IndexOf("total="u8);
                return total < 0 ? Reading.NotAvailable : FieldText.Number(line[(total + 6)..]);
            }
        }

        return Reading.NotAvailable;
    }
}
