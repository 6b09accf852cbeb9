using System.Globalization;

namespace Vigil.Cli.Output;

/// <summary>Numbers as people write them. Bytes are binary units.</summary>
internal static class Humanize
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary><c>1.5 GiB</c>; a dash when not known.</summary>
    public static string Bytes(double? bytes)
    {
        if (bytes is not { } value)
        {
            return "–";
        }

        int unit = 0;
        while (Math.Abs(value) >= 1024 && unit < s_units.Length - 1)
        {
            value /= 1024;
            unit++;
        }

        string format = unit == 0 || Math.Abs(value) >= 100 ? "0" : Math.Abs(value) >= 10 ? "0.0" : "0.00";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + s_units[unit];
    }

    /// <summary><c>1 h 02 min</c>, <c>3 min 04 s</c>, <c>12.3 s</c>.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 0 => "0 s",
        < 60 => seconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 60} min {(int)seconds % 60:00} s"),
        < 86400 => string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 3600} h {(int)seconds / 60 % 60:00} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)seconds / 86400} d {(long)seconds / 3600 % 24:00} h"),
    };

    /// <summary><c>42.1 %</c>; a dash when not known.</summary>
    public static string Percent(double? percent, string format = "0.0") =>
        percent is { } value ? value.ToString(format, CultureInfo.InvariantCulture) + " %" : "–";

    /// <summary>A loss or rate with four significant digits; a dash when not known.</summary>
    public static string Number(double? number) =>
        number is { } value ? value.ToString("G4", CultureInfo.InvariantCulture) : "–";

    /// <summary><c>1 run</c>, <c>2 runs</c>.</summary>
    public static string Count(int count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}
