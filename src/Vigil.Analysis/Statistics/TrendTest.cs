namespace Vigil.Analysis.Statistics;

/// <summary>
/// Whether a series rises, falls or does neither: the slope is the median of the slopes of all pairs (H. Theil, 1950; P. K.
/// Sen, "Estimates of the Regression Coefficient Based on Kendall's Tau", JASA 63, 1968), its significance that of Mann and
/// Kendall's S with ties, whose variance is raised for autocorrelation as K. H. Hamed and A. R. Rao proposed (Journal of
/// Hydrology 204, 1998), with an autoregressive model of the residuals in place of single coefficients. Long series are
/// reduced to 128 means first.
/// </summary>
/// <remarks>
/// A curve that bends leaves residuals that look autocorrelated, and would lose all significance. So there is a second way
/// to it: a concordance that even a random walk, the least stationary noise there is, hardly ever reaches. The smaller of
/// both probabilities, doubled since two questions were asked, counts.
/// </remarks>
internal static class TrendTest
{
    /// <summary>Fewer values than this say nothing.</summary>
    public const int LeastValues = 8;

    private const int Bins = 128;
    private const double IntervalTail = 0.025;

    /// <summary>P(|τ| ≥ the first figure) of a random walk of 16, 32 and 64 steps, of 400,000 simulated ones each; at the end an upper bound.</summary>
    private static readonly (int Steps, (double Concordance, double Probability)[] Table)[] s_randomWalk =
    [
        (64, [(0.7, 0.156), (0.8, 5.0e-2), (0.86, 1.35e-2), (0.9, 2.8e-3), (0.92, 7.5e-4), (0.94, 1.05e-4), (0.95, 2e-5), (0.96, 5e-6)]),
        (32, [(0.7, 0.171), (0.8, 6.1e-2), (0.86, 1.9e-2), (0.9, 4.9e-3), (0.92, 1.8e-3), (0.94, 4.7e-4), (0.96, 5.3e-5), (0.98, 5e-6)]),
        (16, [(0.7, 0.206), (0.8, 9.2e-2), (0.86, 3.7e-2), (0.9, 1.8e-2), (0.93, 6.6e-3), (0.96, 1.4e-3), (0.98, 3.8e-4), (0.999, 4.5e-5)]),
    ];

    /// <summary>Tests a series.</summary>
    /// <param name="times">Seconds, one per value.</param>
    /// <param name="values">Values; NaN for missing.</param>
    /// <param name="significance">Greatest p value of a direction.</param>
    /// <param name="leastRelativeChange">Least change over the whole time, as a share of the median's size, of a direction.</param>
    public static Trend Of(ReadOnlySpan<double> times, ReadOnlySpan<double> values, double significance = Significance.PerSeries, double leastRelativeChange = 0.01) =>
        Of(BinnedSeries.Reduce(times, values), significance, leastRelativeChange);

    /// <summary>Tests a series that is already reduced.</summary>
    public static Trend Of(BinnedSeries series, double significance = Significance.PerSeries, double leastRelativeChange = 0.01)
    {
        BinnedSeries bins = series.Merge(Bins);
        return Of(bins.Times, bins.Means, series.Values, significance, leastRelativeChange);
    }

    /// <summary>Tests a few values as they are.</summary>
    internal static Trend Of(double[] times, double[] values, long valuesBehind, double significance, double leastRelativeChange)
    {
        int n = values.Length;
        if (n < LeastValues)
        {
            return Trend.Unknown;
        }

        double[] slopes = new double[n * (n - 1) / 2];
        int pairs = 0;
        int concordance = 0;
        for (int i = 0; i < n; i++)
        {
            for (int j = i + 1; j < n; j++)
            {
                concordance += Math.Sign(values[j] - values[i]);
                double seconds = times[j] - times[i];
                if (seconds > 0)
                {
                    slopes[pairs++] = (values[j] - values[i]) / seconds;
                }
            }
        }

        if (pairs == 0)
        {
            return Trend.Unknown;
        }

        Array.Sort(slopes, 0, pairs);
        ReadOnlySpan<double> sorted = slopes.AsSpan(0, pairs);
        double slope = At(sorted, 0.5);
        double[] residuals = Residuals(times, values, slope, out double levelAtEnd);
        double inflation = Autocorrelation.Inflation(residuals, 2);
        double deviation = Math.Sqrt(Variance(values) * inflation);
        double degrees = Math.Max(1, (n / inflation) - 2);
        double p = Probability(concordance, deviation, degrees, n);

        // Sen's interval: as many pairs away from the middle as S may stray by chance.
        double reach = deviation * Distributions.StudentQuantile(IntervalTail, degrees) / pairs / 2;
        double change = Math.Abs(slope) * (times[^1] - times[0]);
        bool matters = change > 0 && change >= leastRelativeChange * Math.Abs(Quantiles.Median(values));
        return new Trend
        {
            Direction = !(p <= significance) || !matters ? TrendDirection.Stable : slope > 0 ? TrendDirection.Increasing : TrendDirection.Decreasing,
            SlopePerSecond = slope,
            SlopeLow = At(sorted, Math.Max(0, 0.5 - reach)),
            SlopeHigh = At(sorted, Math.Min(1, 0.5 + reach)),
            PValue = p,
            Concordance = concordance / (n * (n - 1) / 2.0),
            LevelAtEnd = levelAtEnd,
            Seconds = times[^1] - times[0],
            ResidualScale = RobustScale.Of(residuals).Scale,
            Bins = n,
            Values = valuesBehind,
        };
    }

    private static double Probability(int concordance, double deviation, double degrees, int n)
    {
        if (concordance == 0 || deviation <= 0)
        {
            return 1;
        }

        double stationary = 2 * Distributions.StudentTail((Math.Abs(concordance) - 1) / deviation, degrees);
        return Math.Min(1, 2 * Math.Min(stationary, OfRandomWalk(Math.Abs(concordance) / (n * (n - 1) / 2.0), n)));
    }

    /// <summary>Var S without autocorrelation: (n(n−1)(2n+5) − Σ t(t−1)(2t+5)) / 18 over groups of t ties.</summary>
    private static double Variance(double[] values)
    {
        double[] sorted = [.. values];
        Array.Sort(sorted);
        double n = sorted.Length;
        double variance = n * (n - 1) * ((2 * n) + 5);
        for (int from = 0; from < sorted.Length;)
        {
            int to = from + 1;
            while (to < sorted.Length && sorted[to] == sorted[from])
            {
                to++;
            }

            double ties = to - from;
            variance -= ties * (ties - 1) * ((2 * ties) + 5);
            from = to;
        }

        return variance / 18;
    }

    private static double[] Residuals(double[] times, double[] values, double slope, out double levelAtEnd)
    {
        double[] residuals = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            residuals[i] = values[i] - (slope * (times[i] - times[^1]));
        }

        levelAtEnd = Quantiles.Median(residuals);
        double mean = residuals.Average();
        for (int i = 0; i < residuals.Length; i++)
        {
            residuals[i] -= mean;
        }

        return residuals;
    }

    private static double OfRandomWalk(double concordance, int n)
    {
        foreach ((int steps, (double Concordance, double Probability)[] table) in s_randomWalk)
        {
            if (n < steps || concordance < table[0].Concordance)
            {
                continue;
            }

            int i = 1;
            while (i < table.Length && table[i].Concordance <= concordance)
            {
                i++;
            }

            if (i == table.Length)
            {
                return table[^1].Probability;
            }

            double share = (concordance - table[i - 1].Concordance) / (table[i].Concordance - table[i - 1].Concordance);
            return table[i - 1].Probability * Math.Pow(table[i].Probability / table[i - 1].Probability, share);
        }

        return 1;
    }

    private static double At(ReadOnlySpan<double> sorted, double share)
    {
        double position = share * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
