namespace Vigil.Analysis.Statistics;

/// <summary>
/// Quantiles of what was only counted in buckets. Within a bucket measurements count as spread evenly, or, where bounds grow
/// geometrically, evenly by logarithm: an answer is off by less than the bucket's width.
/// </summary>
public static class HistogramQuantile
{
    /// <summary>The value that a share of all measurements does not exceed; NaN when there are none, or when it lies below zero in a grid.</summary>
    /// <param name="share">The share, 0 to 1.</param>
    /// <param name="bounds">Upper bounds of the buckets but the last, ascending; what is above the last bound counts as that bound.</param>
    /// <param name="counts">How many fell into each bucket, one more than bounds; anything in proportion to that.</param>
    public static double Of(double share, ReadOnlySpan<double> bounds, ReadOnlySpan<double> counts) => Find(share * Sum(counts), bounds, counts, isGeometric: false);

    /// <summary>The same of an exponential histogram, whose zeros and negative values are counted apart.</summary>
    /// <param name="share">The share, 0 to 1.</param>
    /// <param name="bounds">Upper bounds of the buckets of positive values, each the same multiple of the one before.</param>
    /// <param name="counts">How many fell into each.</param>
    /// <param name="zeros">How many were zero.</param>
    /// <param name="negatives">How many were below: how far is not known.</param>
    public static double OfExponential(double share, ReadOnlySpan<double> bounds, ReadOnlySpan<double> counts, double zeros, double negatives)
    {
        double total = negatives + zeros + Sum(counts);
        double rank = share * total;
        return total <= 0 || rank < negatives ? double.NaN
            : rank <= negatives + zeros && zeros > 0 ? 0
            : Find(rank - negatives - zeros, bounds, counts, isGeometric: true);
    }

    private static double Find(double rank, ReadOnlySpan<double> bounds, ReadOnlySpan<double> counts, bool isGeometric)
    {
        double below = 0;
        int bucket = -1;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                bucket = i;
                if (below + counts[i] >= rank)
                {
                    break;
                }

                below += counts[i];
            }
        }

        if (bucket < 0 || bounds.IsEmpty)
        {
            return double.NaN;
        }

        if (bucket >= bounds.Length)
        {
            return bounds[^1];
        }

        double upper = bounds[bucket];
        double within = Math.Clamp((rank - below) / counts[bucket], 0, 1);
        if (isGeometric)
        {
            double ratio = bounds.Length > 1 ? bounds[1] / bounds[0] : 2;
            return upper * Math.Pow(ratio, within - 1);
        }

        // The first bucket has no lower bound: of times and sizes it is 0.
        double lower = bucket > 0 ? bounds[bucket - 1] : Math.Min(0, upper);
        return lower + ((upper - lower) * within);
    }

    private static double Sum(ReadOnlySpan<double> counts)
    {
        double sum = 0;
        foreach (double count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
