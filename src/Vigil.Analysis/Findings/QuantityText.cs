namespace Vigil.Analysis.Findings;

/// <summary>Quantities as people read them, the same in every sentence of the analysis.</summary>
internal static class QuantityText
{
    private static readonly string[] s_byteUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>Bytes with three significant digits, such as <c>1.53 GiB</c>; <c>an unknown amount</c> for NaN.</summary>
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
        return $"{(bytes < 0 ? "-" : "")}{value.ToString(digits)} {s_byteUnits[unit]}";
    }

    /// <summary>A duration, such as <c>45 s</c>, <c>12 min</c> or <c>3.5 h</c>.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 0.9995 => $"{seconds * 1000:0} ms",
        < 10 => $"{seconds:0.#} s",
        < 120 => $"{seconds:0} s",
        < 7200 => $"{seconds / 60:0} min",
        _ => $"{seconds / 3600:0.#} h",
    };

    /// <summary>A share of 1 as a percentage, such as <c>97 %</c>.</summary>
    public static string Percent(double share) => $"{share * 100:0} %";
}
