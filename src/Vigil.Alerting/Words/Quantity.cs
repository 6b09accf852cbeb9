using Vigil.Analysis.Findings;
using Vigil.Core.Metrics;

namespace Vigil.Alerting.Words;

/// <summary>Numbers with their units as people read them.</summary>
internal static class Quantity
{
    /// <summary>A value in a unit; a plain number without one.</summary>
    public static string Of(double value, string? unit) => unit switch
    {
        Units.Bytes => Phrase.Bytes(value),
        "By/s" => Phrase.Bytes(value) + "/s",
        Units.Seconds => Phrase.Duration(value),
        Units.Percent => Phrase.Number(value) + " %",
        Units.Celsius => Phrase.Number(value) + " °C",
        Units.Watts => Phrase.Number(value) + " W",
        Ratio => Phrase.Percent(value),
        null or Units.One => Phrase.Number(value),
        _ => $"{Phrase.Number(value)} {unit}",
    };

    /// <summary>A length of time.</summary>
    public static string Duration(double seconds) => Phrase.Duration(seconds);

    /// <summary>The unit of one quantity divided by another of its kind.</summary>
    public const string Ratio = "ratio";
}
