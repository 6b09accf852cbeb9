namespace Vigil.Analysis.Statistics;

/// <summary>
/// Spearman's rank correlation (C. Spearman, 1904), with Student's t on as many pairs as both series' autocorrelation leaves
/// (M. S. Bartlett, 1935): n (1 − ρₓρᵧ) / (1 + ρₓρᵧ). Series above 512 rows are reduced first, row by row alike.
/// </summary>
internal static class Correlation
{
    private const int LeastPairs = 8;
    private const int Most = 512;

    /// <summary>Correlates two series with common rows.</summary>
    /// <param name="first">Values; NaN for missing.</param>
    /// <param name="second">Values of the same rows; NaN for missing.</param>
    /// <param name="maxLag">Lags tried in either direction, rows (of the reduced series where it is reduced); the strongest counts.</param>
    public static CorrelationResult Spearman(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int maxLag = 0)
    {
        int rows = Math.Min(first.Length, second.Length);
        int stride = Math.Max(1, (rows + Most - 1) / Most);
        double[] x = Means(first[..rows], second[..rows], stride, out double[] y);
        var best = new CorrelationResult(double.NaN, double.NaN, 0, x.Length, 0);
        int lags = 0;
        for (int lag = -maxLag; lag <= maxLag; lag++)
        {
            int overlap = x.Length - Math.Abs(lag);
            if (overlap < LeastPairs)
            {
                continue;
            }

            lags++;
            CorrelationResult result = At(x.AsSpan(Math.Max(0, -lag), overlap), y.AsSpan(Math.Max(0, lag), overlap), lag * stride);
            if (double.IsNaN(best.Coefficient) || Math.Abs(result.Coefficient) > Math.Abs(best.Coefficient))
            {
                best = result;
            }
        }

        return best with { PValue = Math.Min(1, best.PValue * lags) };
    }

    private static CorrelationResult At(ReadOnlySpan<double> x, ReadOnlySpan<double> y, int lag)
    {
        double[] a = Ranks.Of(x, out _);
        double[] b = Ranks.Of(y, out _);
        double n = a.Length;
        double mean = (n + 1) / 2;
        double products = 0;
        double squaresA = 0;
        double squaresB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            a[i] -= mean;
            b[i] -= mean;
            products += a[i] * b[i];
            squaresA += a[i] * a[i];
            squaresB += b[i] * b[i];
        }

        if (squaresA <= 0 || squaresB <= 0)
        {
            return new CorrelationResult(double.NaN, double.NaN, lag, a.Length, 0);
        }

        double coefficient = products / Math.Sqrt(squaresA * squaresB);
        double both = Math.Clamp(Corrected(a) * Corrected(b), 0, 0.99);
        double effective = n * (1 - both) / (1 + both);
        double degrees = effective - 2;
        double p = degrees <= 0 ? 1 : 2 * Distributions.StudentTail(Math.Abs(coefficient) * Math.Sqrt(degrees / Math.Max(1e-12, 1 - (coefficient * coefficient))), degrees);
        return new CorrelationResult(coefficient, p, lag, a.Length, effective);
    }

    private static double Corrected(double[] residuals) =>
        Math.Clamp(((residuals.Length * Autocorrelation.AtLagOne(residuals)) + 1) / (residuals.Length - 3.5), 0, 0.995);

    /// <summary>Means of so many rows of which both are present.</summary>
    private static double[] Means(ReadOnlySpan<double> first, ReadOnlySpan<double> second, int stride, out double[] others)
    {
        var x = new List<double>();
        var y = new List<double>();
        for (int from = 0; from < first.Length; from += stride)
        {
            double a = 0;
            double b = 0;
            int count = 0;
            for (int i = from; i < Math.Min(from + stride, first.Length); i++)
            {
                if (double.IsFinite(first[i]) && double.IsFinite(second[i]))
                {
                    a += first[i];
                    b += second[i];
                    count++;
                }
            }

            if (count > 0)
            {
                x.Add(a / count);
                y.Add(b / count);
            }
        }

        others = [.. y];
        return [.. x];
    }
}
