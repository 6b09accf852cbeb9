namespace Vigil.Analysis.Rules;

/// <summary>Quantities as people read them.</summary>
internal static class Figures
{
    /// <summary>A duration with a fitting unit.</summary>
    public static string Duration(double seconds) => seconds switch
    {
        < 1 => $"{seconds * 1000:0.#} ms",
        < 120 => $"{seconds:0.##} s",
        < 7200 => $"{seconds / 60:0.#} min",
        _ => $"{seconds / 3600:0.#} h",
    };

    /// <summary>A speed in MB/s.</summary>
    public static string Speed(double bytesPerSecond) => $"{bytesPerSecond / 1e6:0.#} MB/s";

    /// <summary>An instant within a run, as the time since its window began.</summary>
    public static string Since(double from, double at) => $"{Duration(Math.Max(0, at - from))} after the start";
}
