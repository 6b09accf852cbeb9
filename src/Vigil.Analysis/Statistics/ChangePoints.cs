namespace Vigil.Analysis.Statistics;

/// <summary>
/// Finds changes of level: the cumulative sum of ranks within a stretch (A. N. Pettitt, "A Non-Parametric Approach to the
/// Change-Point Problem", Applied Statistics 28, 1979), max |Σ (rᵢ − r̄)| / (σ √(n f)), whose limit is the greatest deviation of a
/// Brownian bridge. f is the factor by which autocorrelation of what the change leaves raises the variance. Stretches of the whole,
/// halves and quarters are searched so that a change and its reverse do not hide each other (as in S. Kovács et al., "Seeded
/// Binary Segmentation", Biometrika 110, 2023); the surest change splits the series, and each part is searched again.
/// </summary>
/// <remarks>
/// Like E-divisive it needs no distribution and finds any number of changes, but its significance needs no permutations: those assume
/// independent values, which readings of a machine are not, and cost a thousand times as much. A drift that one line explains
/// better than steps do (Schwarz's criterion on absolute deviations) is a trend, and no change is reported. The interval of a place is
/// that of J. Bai ("Estimation of a Change Point in Multiple Regression Models", 1997): ± 11 f σ² / δ² values.
/// </remarks>
internal static class ChangePoints
{
    private const int Bins = 256;
    private const int LeastStretch = 16;
    private const int LeastSide = 4;
    private const double BaiReach = 11;

    /// <summary>Finds the changes of a series, in order of time.</summary>
    /// <param name="times">Seconds, one per value.</param>
    /// <param name="values">Values; NaN for missing.</param>
    /// <param name="significance">Greatest p value of a change, corrected for the search.</param>
    /// <param name="leastRelativeChange">Least size of a change as a share of the level before.</param>
    public static IReadOnlyList<ChangePoint> Of(
        ReadOnlySpan<double> times,
        ReadOnlySpan<double> values,
        double significance = Significance.PerSeries,
        double leastRelativeChange = 0.02) =>
        Of(times, values, BinnedSeries.Reduce(times, values), significance, leastRelativeChange);

    /// <summary>Finds the changes of a series that is also at hand reduced.</summary>
    public static IReadOnlyList<ChangePoint> Of(
        ReadOnlySpan<double> times,
        ReadOnlySpan<double> values,
        BinnedSeries series,
        double significance = Significance.PerSeries,
        double leastRelativeChange = 0.02)
    {
        BinnedSeries bins = series.Merge(Bins);
        var splits = new SortedList<int, Split>();
        Search(bins.Means, 0, bins.Count, significance, splits);
        Prune(bins.Means, splits, leastRelativeChange);
        if (splits.Count == 0 || IsLine(bins, splits.Keys))
        {
            return [];
        }

        var points = new List<ChangePoint>(splits.Count);
        for (int i = 0; i < splits.Count; i++)
        {
            points.Add(Describe(times, values, bins, splits, i));
        }

        return points;
    }

    private static void Search(double[] values, int from, int to, double significance, SortedList<int, Split> splits)
    {
        if (Best(values, from, to) is not { } best || !(best.PValue <= significance))
        {
            return;
        }

        splits[best.At] = best;
        Search(values, from, best.At, significance, splits);
        Search(values, best.At, to, significance, splits);
    }

    /// <summary>The surest change of the whole stretch, its halves and its quarters, those overlapping by half.</summary>
    private static Split? Best(double[] values, int from, int to)
    {
        Split? best = null;
        int tests = 0;
        for (int parts = 1; parts <= 4; parts *= 2)
        {
            int length = (to - from) / parts;
            if (length < LeastStretch)
            {
                break;
            }

            for (int i = 0; i < (2 * parts) - 1; i++)
            {
                tests++;
                Split split = Test(values, from + (i * length / 2), length);
                if (best is null || split.PValue < best.Value.PValue || (split.PValue == best.Value.PValue && split.Statistic > best.Value.Statistic))
                {
                    best = split;
                }
            }
        }

        return best is { } found ? found with { PValue = Math.Min(1, found.PValue * tests) } : null;
    }

    private static Split Test(double[] values, int from, int length)
    {
        double[] ranks = Ranks.Of(values.AsSpan(from, length), out double ties);
        double n = length;
        double mean = (n + 1) / 2;
        double sum = 0;
        double greatest = -1;
        double before = 0;
        int at = LeastSide;
        for (int k = 1; k <= length - LeastSide; k++)
        {
            sum += ranks[k - 1] - mean;
            if (k >= LeastSide && Math.Abs(sum) > greatest)
            {
                greatest = Math.Abs(sum);
                before = sum;
                at = k;
            }
        }

        // What the change itself adds is taken away before autocorrelation is looked at.
        for (int i = 0; i < length; i++)
        {
            ranks[i] -= mean + (i < at ? before / at : -before / (length - at));
        }

        double variance = ((n * n) - 1 - (ties / n)) / 12;
        double inflation = Autocorrelation.Inflation(ranks, 2);
        double statistic = variance > 0 ? greatest / Math.Sqrt(variance * n * inflation) : 0;
        return new Split(from + at, statistic, Distributions.BridgeTail(statistic), inflation);
    }

    /// <summary>Takes out, the smallest first, what is too small once its neighbours are known.</summary>
    private static void Prune(double[] values, SortedList<int, Split> splits, double leastRelativeChange)
    {
        while (splits.Count > 0)
        {
            int smallest = -1;
            double least = double.PositiveInfinity;
            for (int i = 0; i < splits.Count; i++)
            {
                (double before, double after) = Levels(values, splits.Keys, i);
                double relative = before == after ? 0 : Math.Abs(after - before) / Math.Max(Math.Abs(before), double.Epsilon);
                if (relative < least)
                {
                    least = relative;
                    smallest = i;
                }
            }

            if (least >= leastRelativeChange)
            {
                return;
            }

            splits.RemoveAt(smallest);
        }
    }

    private static (double Before, double After) Levels(double[] values, IList<int> at, int i)
    {
        int from = i == 0 ? 0 : at[i - 1];
        int to = i == at.Count - 1 ? values.Length : at[i + 1];
        return (Quantiles.Median(values.AsSpan(from, at[i] - from)), Quantiles.Median(values.AsSpan(at[i], to - at[i])));
    }

    private static bool IsLine(BinnedSeries bins, IList<int> at)
    {
        double n = bins.Count;
        double steps = 0;
        for (int i = 0; i <= at.Count; i++)
        {
            int from = i == 0 ? 0 : at[i - 1];
            int to = i == at.Count ? bins.Count : at[i];
            steps += Deviation(bins.Means.AsSpan(from, to - from));
        }

        Trend trend = TrendTest.Of(bins, 1, 0);
        double[] residuals = new double[bins.Count];
        for (int i = 0; i < residuals.Length; i++)
        {
            residuals[i] = bins.Means[i] - (trend.SlopePerSecond * (bins.Times[i] - bins.Times[^1]));
        }

        double line = Deviation(residuals);
        double tiny = 1e-12 * n * (Math.Abs(bins.Means[0]) + Math.Abs(bins.Means[^1])) + double.Epsilon;
        return (n * Math.Log(line + tiny)) + Math.Log(n) < (n * Math.Log(steps + tiny)) + (2 * at.Count * Math.Log(n));
    }

    private static double Deviation(ReadOnlySpan<double> values)
    {
        double median = Quantiles.Median(values);
        double sum = 0;
        foreach (double value in values)
        {
            sum += Math.Abs(value - median);
        }

        return sum;
    }

    private static ChangePoint Describe(ReadOnlySpan<double> times, ReadOnlySpan<double> values, BinnedSeries bins, SortedList<int, Split> splits, int i)
    {
        int at = splits.Keys[i];
        int from = i == 0 ? 0 : splits.Keys[i - 1];
        int to = i == splits.Count - 1 ? bins.Count : splits.Keys[i + 1];
        (double before, double after) = Levels(bins.Means, splits.Keys, i);
        int index = Refine(values, bins, at, before, after);

        double deviation = (RobustScale.Of(bins.Means.AsSpan(from, at - from)).Scale + RobustScale.Of(bins.Means.AsSpan(at, to - at)).Scale) / 2;
        double ratio = deviation / (after - before);
        double width = BaiReach * ratio * ratio * splits.Values[i].Inflation;
        int reach = (int)Math.Min(bins.Count, Math.Ceiling(width) + 1);
        int first = Math.Max(0, bins.FirstRows[Math.Max(from, at - 1 - reach)]);
        int lastBin = Math.Min(to - 1, at + reach);
        return new ChangePoint
        {
            Index = index,
            Time = times[index],
            TimeLow = Math.Min(times[index], times[first]),
            TimeHigh = Math.Max(times[index], times[bins.FirstRows[lastBin] + bins.RowCounts[lastBin] - 1]),
            Before = before,
            After = after,
            PValue = splits.Values[i].PValue,
        };
    }

    /// <summary>The row, in the bins around the change, at which the values cross from one level's side to the other's.</summary>
    private static int Refine(ReadOnlySpan<double> values, BinnedSeries bins, int at, double before, double after)
    {
        int from = bins.FirstRows[Math.Max(0, at - 2)];
        int last = Math.Min(bins.Count - 1, at + 1);
        int to = bins.FirstRows[last] + bins.RowCounts[last];
        double middle = (before + after) / 2;
        double direction = Math.Sign(before - after);
        double sum = 0;
        double best = 0;
        int index = from;
        for (int row = from; row < to; row++)
        {
            if (!double.IsFinite(values[row]))
            {
                continue;
            }

            sum += direction * (values[row] - middle);
            if (sum > best)
            {
                best = sum;
                index = row + 1;
            }
        }

        return Math.Min(index, to - 1);
    }

    private readonly record struct Split(int At, double Statistic, double PValue, double Inflation);
}
