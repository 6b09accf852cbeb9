using System.Buffers;

namespace Vigil.Analysis.Statistics;

/// <summary>
/// Exact quantiles by selection rather than sorting (C. A. R. Hoare, "Algorithm 65: Find", CACM 4, 1961; the pivot is the
/// median of three): linear in the number of values. Between two values the quantile is linear (type 7 of R. J. Hyndman and
/// Y. Fan, "Sample Quantiles in Statistical Packages", The American Statistician 50, 1996). Missing values are left out.
/// </summary>
internal static class Quantiles
{
    /// <summary>The value that half of the values lie below; NaN for none.</summary>
    public static double Median(ReadOnlySpan<double> values) => Of(values, 0.5);

    /// <summary>One quantile; NaN when there is no value.</summary>
    /// <param name="values">Values in any order.</param>
    /// <param name="share">Which one, 0 (least) to 1 (greatest).</param>
    public static double Of(ReadOnlySpan<double> values, double share)
    {
        Span<double> result = [double.NaN];
        Of(values, [share], result);
        return result[0];
    }

    /// <summary>Several quantiles of the same values; NaN when there is no value.</summary>
    /// <param name="values">Values in any order.</param>
    /// <param name="shares">Which ones, each 0 to 1, in any order.</param>
    public static double[] Of(ReadOnlySpan<double> values, params ReadOnlySpan<double> shares)
    {
        double[] result = new double[shares.Length];
        Of(values, shares, result);
        return result;
    }

    /// <summary>The median of finite values; reorders them.</summary>
    public static double MedianInPlace(Span<double> values) => InPlace(values, 0.5);

    /// <summary>A quantile of finite values; reorders them. NaN when there is none.</summary>
    public static double InPlace(Span<double> values, double share)
    {
        if (values.IsEmpty)
        {
            return double.NaN;
        }

        double position = share * (values.Length - 1);
        int below = (int)position;
        Select(values, below);
        double value = values[below];
        if (position > below)
        {
            // Selection leaves everything above the chosen value to its right.
            value += (position - below) * (Least(values[(below + 1)..]) - value);
        }

        return value;
    }

    private static void Of(ReadOnlySpan<double> values, ReadOnlySpan<double> shares, Span<double> result)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(values.Length);
        int count = CopyPresent(values, rented);
        for (int i = 0; i < shares.Length; i++)
        {
            result[i] = InPlace(rented.AsSpan(0, count), shares[i]);
        }

        ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>Copies what is not missing; returns how many there are.</summary>
    public static int CopyPresent(ReadOnlySpan<double> values, Span<double> to)
    {
        int count = 0;
        foreach (double value in values)
        {
            if (!double.IsNaN(value))
            {
                to[count++] = value;
            }
        }

        return count;
    }

    private static double Least(ReadOnlySpan<double> values)
    {
        double least = values[0];
        foreach (double value in values)
        {
            least = Math.Min(least, value);
        }

        return least;
    }

    /// <summary>Puts the value of a rank in its place, smaller ones before it and greater ones after.</summary>
    private static void Select(Span<double> values, int rank)
    {
        int left = 0;
        int right = values.Length - 1;
        while (left < right)
        {
            double pivot = MedianOfThree(values[left], values[(left + right) >>> 1], values[right]);
            int i = left;
            int j = right;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }

                while (values[j] > pivot)
                {
                    j--;
                }

                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }

            if (rank <= j)
            {
                right = j;
            }
            else if (rank >= i)
            {
                left = i;
            }
            else
            {
                return;
            }
        }
    }

    private static double MedianOfThree(double a, double b, double c) => Math.Max(Math.Min(a, b), Math.Min(Math.Max(a, b), c));
}
