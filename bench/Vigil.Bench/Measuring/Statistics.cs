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

    /// <summary>
    /// Slope of the least-squares line and half the width of its 95 % interval. Neighbours in time resemble each other, so the
    /// interval is that of ten means of stretches, each taken as one value; with fewer than thirty values it is not a number.
    /// </summary>
    public static (double Slope, double HalfWidth) Slope((double X, double Y)[] values)
    {
        const int Stretches = 10;
        const double Student = 2.306;
        if (values.Length < 3 * Stretches)
        {
            return (double.NaN, double.NaN);
        }

        (double X, double Y)[] means = [.. values.Chunk((values.Length + Stretches - 1) / Stretches).Select(part => (part.Average(one => one.X), part.Average(one => one.Y)))];
        double x = means.Average(one => one.X);
        double y = means.Average(one => one.Y);
        double spread = means.Sum(one => (one.X - x) * (one.X - x));
        double slope = means.Sum(one => (one.X - x) * (one.Y - y)) / spread;
        double rest = means.Sum(one => Math.Pow(one.Y - y - (slope * (one.X - x)), 2));
        return (slope, Student * Math.Sqrt(rest / (means.Length - 2) / spread));
    }
}
