namespace Vigil.Analysis.Statistics;

/// <summary>
/// Finds single values far from their surroundings. What is expected is the median of a stretch of rows or of one of its
/// neighbours, whichever is nearest (so neither trends nor changes of level are taken for outliers, in the manner of F. R. Hampel's
/// filter). How far is far follows from the tail of the distances themselves, upper and lower apart: a Weibull tail
/// P(R ≥ r) = exp(−(r / λ)ᵏ) through their median and 90th percentile, never lighter than the normal distribution's, so that skewed and
/// heavy-tailed readings raise no alarm. Probabilities are corrected for the number of values after Benjamini and Hochberg.
/// </summary>
internal static class Outliers
{
    /// <summary>Fewer values than this say nothing.</summary>
    public const int LeastValues = 30;

    private const int WidestStretch = 32;
    private const int NarrowestStretch = 5;
    private const int TailSample = 1 << 15;

    /// <summary>Of this many values on, every third is enough to tell a stretch's median.</summary>
    private const int Long = 1 << 16;
    private const int StepWhenLong = 3;

    /// <summary>Exponent of the tail through median and 90th percentile of |Z|; a normal variable's own tail is lighter.</summary>
    private const double LightestTail = 1.3466;
    private const double HeaviestTail = 0.3;

    /// <summary>90th percentile of |Z|.</summary>
    private const double NormalNinth = 1.6448536;

    /// <summary>Finds the outliers of a series, in order of rows.</summary>
    /// <param name="times">Seconds, one per value.</param>
    /// <param name="values">Values; NaN for missing.</param>
    /// <param name="significance">Share of false ones among those found, and probability of finding any where there is none.</param>
    /// <param name="relativeSpread">Spread that is taken for granted, as a share of the size of the median: readings that stand still are no measure of it.</param>
    public static IReadOnlyList<Outlier> Of(
        ReadOnlySpan<double> times,
        ReadOnlySpan<double> values,
        double significance = Significance.PerSeries,
        double relativeSpread = 0.005)
    {
        double[] levels = Levels(values, out int width, out int present);
        if (present < LeastValues)
        {
            return [];
        }

        double least = NormalNinth * relativeSpread * Math.Abs(Quantiles.Median(levels));
        (Tail upper, Tail lower) = Tails(values, levels, width, least);
        double limit = significance / 2;
        double above = upper.DistanceAt(limit);
        double below = lower.DistanceAt(limit);
        var candidates = new List<Outlier>();
        for (int at = 0; at < levels.Length; at++)
        {
            double high = levels[at] + above;
            double low = levels[at] - below;
            for (int i = at * width; i < Math.Min((at + 1) * width, values.Length); i++)
            {
                // Hardly any value is that far from its own stretch; only those are held against its neighbours.
                if (!(values[i] > high || values[i] < low))
                {
                    continue;
                }

                double distance = values[i] - Expected(levels, at, values[i]);
                if (distance > above || -distance > below)
                {
                    Tail tail = distance > 0 ? upper : lower;
                    double size = Math.Abs(distance);
                    candidates.Add(new Outlier(i, times[i], values[i], values[i] - distance, NormalNinth * size / tail.Ninth, Math.Min(1, 2 * tail.Probability(size))));
                }
            }
        }

        return Adjust(candidates, present, significance);
    }

    /// <summary>Those that remain when all the values were asked.</summary>
    private static List<Outlier> Adjust(List<Outlier> candidates, int tests, double significance)
    {
        Outlier[] ordered = [.. candidates.OrderBy(outlier => outlier.PValue)];
        double least = 1;
        var found = new List<Outlier>();
        for (int i = ordered.Length - 1; i >= 0; i--)
        {
            least = Math.Min(least, ordered[i].PValue * tests / (i + 1));
            if (least <= significance)
            {
                found.Add(ordered[i] with { PValue = least });
            }
        }

        found.Sort((one, other) => one.Index.CompareTo(other.Index));
        return found;
    }

    /// <summary>The median of each stretch of rows; that of the one before where a stretch has no value.</summary>
    private static double[] Levels(ReadOnlySpan<double> values, out int width, out int present)
    {
        width = Math.Clamp(values.Length / 8, NarrowestStretch, WidestStretch);
        int step = values.Length >= Long ? StepWhenLong : 1;
        double[] levels = new double[(values.Length + width - 1) / width];
        Span<double> stretch = stackalloc double[WidestStretch];
        present = 0;
        double last = double.NaN;
        for (int i = 0; i < levels.Length; i++)
        {
            int to = Math.Min((i + 1) * width, values.Length);
            int count = 0;
            for (int k = i * width; k < to; k += step)
            {
                if (double.IsFinite(values[k]))
                {
                    stretch[count++] = values[k];
                }
            }

            present += count * step;
            last = levels[i] = count == 0 ? last : Quantiles.MedianInPlace(stretch[..count]);
        }

        return levels;
    }

    private static double Expected(double[] levels, int at, double value)
    {
        double nearest = levels[at];
        double distance = Math.Abs(value - nearest);
        if (at > 0 && Math.Abs(value - levels[at - 1]) < distance)
        {
            nearest = levels[at - 1];
            distance = Math.Abs(value - nearest);
        }

        return at + 1 < levels.Length && Math.Abs(value - levels[at + 1]) < distance ? levels[at + 1] : nearest;
    }

    private static (Tail Upper, Tail Lower) Tails(ReadOnlySpan<double> values, double[] levels, int width, double least)
    {
        int stride = Math.Max(1, values.Length / TailSample);
        if (stride > 1 && stride % 2 == 0)
        {
            stride++;
        }

        var upper = new List<double>(Math.Min(values.Length, TailSample));
        var lower = new List<double>(Math.Min(values.Length, TailSample));
        for (int i = 0; i < values.Length; i += stride)
        {
            // From the value's own stretch: the nearest of three would make small distances smaller, and the tail seem heavy.
            double distance = values[i] - levels[i / width];
            if (distance >= 0)
            {
                upper.Add(distance);
            }

            if (distance <= 0)
            {
                lower.Add(-distance);
            }
        }

        return (Tail.Of(upper, least), Tail.Of(lower, least));
    }

    /// <summary>P(R ≥ r) = exp(−(r / λ)ᵏ), by its 90th percentile (where it is 0.1) and k.</summary>
    private readonly record struct Tail(double Ninth, double Exponent)
    {
        public static Tail Of(List<double> distances, double least)
        {
            double[] shares = Quantiles.Of([.. distances], 0.5, 0.9);
            double ninth = Math.Max(double.IsNaN(shares[1]) ? 0 : shares[1], Math.Max(least, double.Epsilon));
            double exponent = shares[0] > 0 ? Math.Log(Math.Log(10) / Math.Log(2)) / Math.Log(ninth / shares[0]) : LightestTail;

            // Two quantiles of few values may make a tail look lighter than it is.
            exponent *= 1 - (1.5 / Math.Sqrt(Math.Max(4, distances.Count)));
            return new Tail(ninth, ninth <= least ? LightestTail : Math.Clamp(exponent, HeaviestTail, LightestTail));
        }

        public double Probability(double distance) => Math.Exp(-Math.Log(10) * Math.Pow(distance / Ninth, Exponent));

        public double DistanceAt(double probability) => Ninth * Math.Pow(Math.Log(1 / probability) / Math.Log(10), 1 / Exponent);
    }
}
