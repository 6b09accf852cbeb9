namespace Vigil.Analysis.Statistics;

/// <summary>
/// A series reduced to a few hundred stretches of equally many rows, made in one pass: what the costly statistics work on,
/// so that a million samples take milliseconds. Stretches without a finite value are left out.
/// </summary>
internal sealed class BinnedSeries
{
    /// <summary>Bins unless said otherwise.</summary>
    public const int DefaultBins = 512;

    private BinnedSeries(int capacity)
    {
        Times = new double[capacity];
        Means = new double[capacity];
        Minima = new double[capacity];
        Maxima = new double[capacity];
        FirstRows = new int[capacity];
        RowCounts = new int[capacity];
        ValueCounts = new int[capacity];
    }

    /// <summary>Mean time of the values of each bin, seconds.</summary>
    public double[] Times { get; private set; }

    /// <summary>Mean of each bin.</summary>
    public double[] Means { get; private set; }

    /// <summary>Least value of each bin.</summary>
    public double[] Minima { get; private set; }

    /// <summary>Greatest value of each bin.</summary>
    public double[] Maxima { get; private set; }

    /// <summary>Index of each bin's first row in the series.</summary>
    public int[] FirstRows { get; private set; }

    /// <summary>Rows that each bin spans, missing ones included.</summary>
    public int[] RowCounts { get; private set; }

    /// <summary>Finite values in each bin.</summary>
    public int[] ValueCounts { get; private set; }

    /// <summary>Bins.</summary>
    public int Count => Means.Length;

    /// <summary>Finite values in all bins.</summary>
    public long Values => ValueCounts.Sum(count => (long)count);

    /// <summary>Seconds from the first bin's time to the last one's; 0 for fewer than two.</summary>
    public double Seconds => Count < 2 ? 0 : Times[^1] - Times[0];

    /// <summary>Reduces a series. As many bins as rows when there are no more than <paramref name="bins"/>.</summary>
    /// <param name="times">Seconds, one per value.</param>
    /// <param name="values">Values; what is not finite counts as missing.</param>
    /// <param name="bins">The most bins, above 0.</param>
    public static BinnedSeries Reduce(ReadOnlySpan<double> times, ReadOnlySpan<double> values, int bins = DefaultBins)
    {
        int capacity = Math.Min(bins, values.Length);
        var result = new BinnedSeries(capacity);
        int used = 0;
        for (int bin = 0; bin < capacity; bin++)
        {
            int from = (int)((long)bin * values.Length / capacity);
            int to = (int)((long)(bin + 1) * values.Length / capacity);
            double origin = times[from];
            double time = 0;
            double sum = 0;
            double least = double.PositiveInfinity;
            double greatest = double.NegativeInfinity;
            int count = 0;
            for (int i = from; i < to; i++)
            {
                double value = values[i];
                if (!double.IsFinite(value))
                {
                    continue;
                }

                time += times[i] - origin;
                sum += value;
                least = value < least ? value : least;
                greatest = value > greatest ? value : greatest;
                count++;
            }

            if (count > 0)
            {
                result.Set(used++, origin + (time / count), sum / count, least, greatest, from, to - from, count);
            }
        }

        return result.Cut(used);
    }

    /// <summary>The same series in at most so many bins: neighbours are put together.</summary>
    public BinnedSeries Merge(int bins)
    {
        if (Count <= bins)
        {
            return this;
        }

        var result = new BinnedSeries(bins);
        for (int bin = 0; bin < bins; bin++)
        {
            int from = (int)((long)bin * Count / bins);
            int to = (int)((long)(bin + 1) * Count / bins);
            double time = 0;
            double sum = 0;
            double least = double.PositiveInfinity;
            double greatest = double.NegativeInfinity;
            int count = 0;
            for (int i = from; i < to; i++)
            {
                time += (Times[i] - Times[from]) * ValueCounts[i];
                sum += Means[i] * ValueCounts[i];
                least = Math.Min(least, Minima[i]);
                greatest = Math.Max(greatest, Maxima[i]);
                count += ValueCounts[i];
            }

            int end = FirstRows[to - 1] + RowCounts[to - 1];
            result.Set(bin, Times[from] + (time / count), sum / count, least, greatest, FirstRows[from], end - FirstRows[from], count);
        }

        return result;
    }

    /// <summary>The bins from one position on, so many of them.</summary>
    public BinnedSeries Slice(int from, int count)
    {
        var result = new BinnedSeries(count);
        for (int i = 0; i < count; i++)
        {
            int k = from + i;
            result.Set(i, Times[k], Means[k], Minima[k], Maxima[k], FirstRows[k], RowCounts[k], ValueCounts[k]);
        }

        return result;
    }

    private void Set(int bin, double time, double mean, double least, double greatest, int firstRow, int rows, int values)
    {
        Times[bin] = time;
        Means[bin] = mean;
        Minima[bin] = least;
        Maxima[bin] = greatest;
        FirstRows[bin] = firstRow;
        RowCounts[bin] = rows;
        ValueCounts[bin] = values;
    }

    private BinnedSeries Cut(int count) => count == Count ? this : Slice(0, count);
}
