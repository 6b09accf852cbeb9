namespace Vigil.Analysis.Statistics;

/// <summary>
/// How much less neighbours that resemble each other tell than as many independent values would. The sum of n values with
/// autocorrelation ρ has f = 1 + 2 Σ (1 − k/n) ρᵏ times the variance of independent ones (G. V. Bayley and J. M.
/// Hammersley, "The 'Effective' Number of Independent Observations in an Autocorrelated Time Series", 1946), so n / f of them count.
/// </summary>
internal static class Autocorrelation
{
    private const double Strongest = 0.98;

    /// <summary>Fewer values than this say nothing of their autocorrelation at a coarser scale.</summary>
    private const int LeastAtScale = 24;

    /// <summary>Correlation of each residual with the one before; 0 when they do not vary.</summary>
    /// <param name="residuals">Finite values around 0.</param>
    public static double AtLagOne(ReadOnlySpan<double> residuals)
    {
        double products = 0;
        double squares = 0;
        for (int i = 0; i < residuals.Length; i++)
        {
            squares += residuals[i] * residuals[i];
            products += i > 0 ? residuals[i] * residuals[i - 1] : 0;
        }

        return squares > 0 ? products / squares : 0;
    }

    /// <summary>
    /// The factor f ≥ 1 of residuals. The correlation is corrected for its bias, −(c + (3 + c/2) ρ) / n about c fitted
    /// parameters (M. G. Kendall, "Note on Bias in the Estimation of Autocorrelation", Biometrika 41, 1954), and looked at in pairs
    /// and fours of neighbours as well, since what is slow shows there; the greatest factor counts.
    /// </summary>
    /// <param name="residuals">What is left once a level, line or step is taken away.</param>
    /// <param name="parameters">Parameters that were fitted: 1 for a level, 2 for a line or a step.</param>
    public static double Inflation(ReadOnlySpan<double> residuals, int parameters)
    {
        double variance = Variance(residuals);
        if (variance <= 0 || residuals.Length < 3)
        {
            return 1;
        }

        double factor = Factor(residuals, parameters);
        double[] merged = residuals.ToArray();
        for (int scale = 2; scale <= 4; scale *= 2)
        {
            merged = InPairs(merged);
            if (merged.Length < LeastAtScale)
            {
                break;
            }

            factor = Math.Max(factor, scale * Variance(merged) * Factor(merged, parameters) / variance);
        }

        return Math.Clamp(factor, 1, residuals.Length);
    }

    private static double Factor(ReadOnlySpan<double> residuals, int parameters)
    {
        int n = residuals.Length;
        double slope = 3 + (parameters / 2.0);
        double correlation = n > slope + 1 ? ((n * AtLagOne(residuals)) + parameters) / (n - slope) : Strongest;
        if (correlation <= 0)
        {
            return 1;
        }

        correlation = Math.Min(correlation, Strongest);
        double sum = 0;
        double power = 1;
        for (int k = 1; k < n && power > 1e-6; k++)
        {
            power *= correlation;
            sum += (1 - ((double)k / n)) * power;
        }

        return 1 + (2 * sum);
    }

    private static double Variance(ReadOnlySpan<double> residuals)
    {
        double squares = 0;
        foreach (double residual in residuals)
        {
            squares += residual * residual;
        }

        return residuals.IsEmpty ? 0 : squares / residuals.Length;
    }

    private static double[] InPairs(double[] values)
    {
        double[] pairs = new double[values.Length / 2];
        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] = (values[2 * i] + values[(2 * i) + 1]) / 2;
        }

        return pairs;
    }
}
