namespace Vigil.Analysis.Rules;

/// <summary>How sure a finding is.</summary>
internal static class Confidence
{
    private const double Least = 0.5;
    private const double Most = 0.95;
    private const double HalfwayCount = 10;

    /// <summary>From the amount of data and how far beyond its threshold the figure lies: 0.5 just there, 0.95 at half as much again with much data.</summary>
    public static double Of(int count, double value, double threshold)
    {
        double amount = count / (count + HalfwayCount);
        double margin = threshold == 0 ? 1 : Math.Min(1, Math.Abs(value - threshold) / (Math.Abs(threshold) / 2));
        return Least + ((Most - Least) * amount * (double.IsNaN(margin) ? 0 : margin));
    }
}
