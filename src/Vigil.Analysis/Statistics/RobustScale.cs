using System.Buffers;

namespace Vigil.Analysis.Statistics;

/// <summary>
/// Location and spread that single wild values do not move: median, and median absolute deviation from it (F. R. Hampel,
/// "The Influence Curve and its Role in Robust Estimation", JASA 69, 1974).
/// </summary>
public static class RobustScale
{
    /// <summary>Makes the median absolute deviation of normal values their standard deviation: 1 / Φ⁻¹(3/4).</summary>
    public const double ToStandardDeviation = 1.482602218505602;

    /// <summary>Median and 1.4826 × median absolute deviation; both NaN when there is no value.</summary>
    public static (double Median, double Scale) Of(ReadOnlySpan<double> values)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(values.Length);
        Span<double> present = rented.AsSpan(0, Quantiles.CopyPresent(values, rented));
        double median = Quantiles.MedianInPlace(present);
        for (int i = 0; i < present.Length; i++)
        {
            present[i] = Math.Abs(present[i] - median);
        }

        double scale = ToStandardDeviation * Quantiles.MedianInPlace(present);
        ArrayPool<double>.Shared.Return(rented);
        return (median, scale);
    }
}
