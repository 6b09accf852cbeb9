namespace Vigil.Analysis.Statistics;

/// <summary>
/// Exponentially weighted moving average of readings at uneven times: a reading's weight halves every half-life, whatever
/// the sampling interval (A. Eckner, "Algorithms for Unevenly Spaced Time Series: Moving Averages and Other Rolling
/// Operators", 2019): s = s + (1 − 2^(−Δt / half-life)) · (x − s).
/// </summary>
internal static class Ewma
{
    /// <summary>The average after each reading; NaN until the first one. Where a reading is missing, or time did not go on, the average stands still.</summary>
    /// <param name="times">Seconds, one per value.</param>
    /// <param name="values">Values; NaN for missing.</param>
    /// <param name="halfLifeSeconds">Above 0.</param>
    public static double[] Of(ReadOnlySpan<double> times, ReadOnlySpan<double> values, double halfLifeSeconds)
    {
        double[] result = new double[values.Length];
        double average = double.NaN;
        double last = double.NaN;
        for (int i = 0; i < values.Length; i++)
        {
            if (double.IsFinite(values[i]))
            {
                double passed = times[i] - last;
                average = double.IsNaN(average) ? values[i]
                    : passed > 0 ? average + ((1 - Math.Pow(2, -passed / halfLifeSeconds)) * (values[i] - average))
                    : average;
                last = times[i];
            }

            result[i] = average;
        }

        return result;
    }
}
