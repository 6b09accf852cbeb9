namespace Vigil.Analysis.Findings;

/// <summary>How sure a finding is, from the amount of data and how far beyond its threshold the figure lies.</summary>
internal static class Sureness
{
    private const int EnoughReadings = 30;

    /// <summary>Of a figure that has passed a threshold, to either side.</summary>
    /// <param name="count">Readings behind the figure.</param>
    /// <param name="value">The figure.</param>
    /// <param name="threshold">The threshold, in the same unit.</param>
    public static double Beyond(int count, double value, double threshold) =>
        Of(count, EnoughReadings, threshold == 0 ? double.PositiveInfinity : double.IsNaN(value) ? 1 : 1 + (Math.Abs(value - threshold) / Math.Abs(threshold)));

    /// <summary>Between 0.5, for little data just beyond the threshold, and 0.99.</summary>
    /// <param name="count">Readings behind the figure.</param>
    /// <param name="enough">Readings from which on more would not make it surer.</param>
    /// <param name="excess">How many times the threshold the figure is, from 1; for a figure below its threshold, the inverse.</param>
    public static double Of(int count, int enough, double excess) =>
        Math.Round(Math.Clamp(0.5 + (0.25 * Math.Min(1, count / (double)enough)) + (0.24 * (1 - (1 / Math.Max(1, excess)))), 0.5, 0.99), 2);
}
