using System.Globalization;

namespace Vigil.Logs.Errors;

/// <summary>A size as programs print it: <c>20.00 MiB</c>, <c>30.85GiB</c>, <c>1024</c>, <c>3kB</c>.</summary>
public static class ByteSize
{
    /// <summary>Reads a size.</summary>
    /// <param name="text">A number and perhaps a unit. <c>KiB</c> and <c>KB</c> alike count by 1,024, as trainers and the kernel do.</param>
    /// <returns>Bytes; null when it is none, or beyond 2^63.</returns>
    public static long? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        int end = text.LastIndexOfAnyInRange('0', '9') + 1;
        if (end < text.Length && text[end] == '.')
        {
            end++;
        }

        ReadOnlySpan<char> unit = text[end..].TrimStart('.').Trim();
        if (!double.TryParse(text[..end], NumberStyles.Float | NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out double number)
            || !double.IsFinite(number) || number < 0)
        {
            return null;
        }

        int power = unit.IsEmpty ? 0 : char.ToUpperInvariant(unit[0]) switch
        {
            'B' => 0,
            'K' => 1,
            'M' => 2,
            'G' => 3,
            'T' => 4,
            'P' => 5,
            _ => -1,
        };
        double bytes = number * Math.Pow(1024, power);
        return power >= 0 && bytes < 9e18 ? (long)bytes : null;
    }
}
