using System.Globalization;

namespace Vigil.Server.Exporting;

/// <summary>Fields of CSV files as RFC 4180 wants them; numbers round-trip; what is missing is empty.</summary>
public static class CsvText
{
    /// <summary>A text, quoted where it must be.</summary>
    public static string Field(string? text) =>
        text is null ? ""
        : text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text
        : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    /// <summary>A number as it round-trips.</summary>
    public static string Field(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A whole number.</summary>
    public static string Field(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Seconds since the Unix epoch with milliseconds.</summary>
    public static string Time(double unixSeconds) => unixSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
