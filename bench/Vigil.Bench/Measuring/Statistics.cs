namespace Vigil.Bench.Measuring;

/// <summary>The few statistics that the tables are made of.</summary>
internal static class Statistics
{
    private const int Resamples = 10_000;
    private const int Seed = 1;

    /// <summary>The median; not a number for no values.</summary>
    public static double Median(IEnumerable<double> values) => Quantile(values, 0.5);

    /// <summary>A quantile, linear between neighbours; not a number for no values.</summary>
    public static double Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        double position = share * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>
    /// 95 % confidence interval of the median of paired ratios by the bootstrap (percentile method, fixed seed): pairs
    /// are drawn with replacement, and the middle 95 % of the medians is the interval.
    /// </summary>
    public static (double Low, double High) MedianInterval(double[] ratios)
    {
        if (ratios.Length == 0)
        {
            return (double.NaN, double.NaN);
        }

        var random = new Random(Seed);
        double[] medians = new double[Resamples];
        double[] drawn = new double[ratios.Length];
        for (int i = 0; i < Resamples; i++)
        {
            for (int j = 0; j < drawn.Length; j++)
            {
                drawn[j] = ratios[random.Next(ratios.Length)];
            }

            medians[i] = Median(drawn);
        }

        return (Quantile(medians, 0.025), Quantile(medians, 0.975));
    }
}
