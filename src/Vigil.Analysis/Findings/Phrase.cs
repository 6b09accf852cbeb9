using System.Globalization;

namespace Vigil.Analysis.Findings;

/// <summary>Quantities as people read them, the same in every finding.</summary>
public static class Phrase
{
    private static readonly string[] s_byteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>Bytes in binary units with three significant digits: <c>3.20 GiB</c>; <c>an unknown amount</c> for NaN.</summary>
    public static string Bytes(double bytes)
    {
        if (double.IsNaN(bytes))
        {
            return "an unknown amount";
        }

        double value = Math.Abs(bytes);
        int unit = 0;
        while (value >= 1023.5 && unit < s_byteUnits.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        string digits = unit == 0 || value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00";
        return $"{(bytes < 0 ? "-" : "")}{value.ToString(digits, CultureInfo.InvariantCulture)} {s_byteUnits[unit]}";
    }

    /// <summary>A length of time: <c>120 ms</c>, <c>45 s</c>, <c>3 min 20 s</c>, <c>2 h 5 min</c>, <c>3 d 4 h</c>.</summary>
    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds))
        {
            return "an unknown time";
        }

        if (seconds is > 0 and < 0.9995)
        {
            return $"{Number(seconds * 1000)} ms";
        }

        if (seconds < 9.95)
        {
            return $"{Number(Math.Max(0, seconds))} s";
        }

        long whole = (long)Math.Round(seconds);
        return whole switch
        {
            < 60 => $"{whole} s",
            < 3600 => Two(whole / 60, "min", whole % 60, "s"),
            < 86400 => Two(whole / 3600, "h", whole % 3600 / 60, "min"),
            _ => Two(whole / 86400, "d", whole % 86400 / 3600, "h"),
        };
    }

    /// <summary>A share, 0 to 1, in per cent: <c>93.4 %</c>.</summary>
    public static string Percent(double share) => $"{Number(share * 100)} %";

    /// <summary>A number with three significant digits: <c>0.0123</c>, <c>1,234</c>, <c>2.5e-7</c>, <c>nan</c>.</summary>
    public static string Number(double value) => value switch
    {
        double.NaN => "nan",
        double.PositiveInfinity => "inf",
        double.NegativeInfinity => "-inf",
        0 => "0",
        _ => Math.Abs(value) switch
        {
            >= 1e9 or < 1e-3 => value.ToString("0.##e+0", CultureInfo.InvariantCulture),
            >= 100 => value.ToString("#,0", CultureInfo.InvariantCulture),
            >= 10 => value.ToString("0.#", CultureInfo.InvariantCulture),
            >= 1 => value.ToString("0.##", CultureInfo.InvariantCulture),
            _ => value.ToString("0.####", CultureInfo.InvariantCulture),
        },
    };

    /// <summary>A speed in decimal megabytes, as disks and networks are sold: <c>85.2 MB/s</c>.</summary>
    public static string Speed(double bytesPerSecond) => $"{Number(bytesPerSecond / 1e6)} MB/s";

    /// <summary>An instant within a run, as the time since its window began.</summary>
    public static string Since(double from, double at) => $"{Duration(Math.Max(0, at - from))} after the start";

    private static string Two(long first, string unit, long second, string smallerUnit) =>
        second == 0 ? $"{first} {unit}" : $"{first} {unit} {second} {smallerUnit}";
}
