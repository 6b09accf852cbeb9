using System.Globalization;

namespace Vigil.Cli.Export;

/// <summary>Fields of CSV files as RFC 4180 wants them; numbers round-trip; what is missing is empty.</summary>
internal static class CsvText
{
    public static string Field(string? text) =>
        text is null ? ""
        : text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text
        : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

    public static string Field(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    public static string Field(long? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>Seconds since the Unix epoch with milliseconds.</summary>
    public static string Time(double unixSeconds) => unixSeconds.ToString("0.000", CultureInfo.InvariantCulture);
}
