namespace Vigil.Analysis.Statistics;

/// <summary>
/// Compares two series whose values resemble their neighbours: each is cut into blocks longer than that resemblance lasts, and
/// the blocks' medians are compared by ranks (H. B. Mann and D. R. Whitney, 1947, with ties and continuity correction). The interval of
/// the difference of medians is the bootstrap's (B. Efron, 1979; percentile method on whole blocks, fixed seed), so the same
/// data always give the same figures.
/// </summary>
internal static class TwoSamples
{
    /// <summary>Fewer blocks than this on either side say nothing.</summary>
    public const int LeastBlocks = 6;

    private const int MostBlocks = 200;
    private const int Resamples = 2000;
    private const int Seed = 1;

    /// <summary>Compares them.</summary>
    /// <param name="first">Values in order of time; NaN for missing.</param>
    /// <param name="second">Values in order of time; NaN for missing.</param>
    public static SampleComparison Compare(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double[] a = Present(first);
        double[] b = Present(second);
        double[] blocksA = Blocks(a);
        double[] blocksB = Blocks(b);
        bool enough = Math.Min(blocksA.Length, blocksB.Length) >= LeastBlocks;
        (double low, double high) = enough ? Interval(blocksA, blocksB) : (double.NaN, double.NaN);
        return new SampleComparison
        {
            First = Quantiles.Median(a),
            Second = Quantiles.Median(b),
            Low = low,
            High = high,
            PValue = enough ? MannWhitney(blocksA, blocksB) : double.NaN,
            FirstCount = a.Length,
            SecondCount = b.Length,
        };
    }

    /// <summary>
    /// Judges differences of pairs against 0, in blocks as above, by signed ranks (F. Wilcoxon, 1945, with ties and continuity correction).
    /// </summary>
    /// <param name="first">Values in order; NaN for missing.</param>
    /// <param name="second">As many values, each the counterpart of the one in the same place.</param>
    public static SampleComparison ComparePairs(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        double[] differences = new double[Math.Min(first.Length, second.Length)];
        for (int i = 0; i < differences.Length; i++)
        {
            differences[i] = second[i] - first[i];
        }

        differences = Present(differences);
        double[] blocks = Blocks(differences);
        bool enough = blocks.Length >= LeastBlocks;
        (double low, double high) = enough ? Interval([0], blocks) : (double.NaN, double.NaN);
        double level = Quantiles.Median(Present(first));
        return new SampleComparison
        {
            First = level,
            Second = level + Quantiles.Median(differences),
            Low = low,
            High = high,
            PValue = enough ? Wilcoxon(blocks) : double.NaN,
            FirstCount = differences.Length,
            SecondCount = differences.Length,
        };
    }

    /// <summary>Two-sided p value of Wilcoxon's signed ranks of independent differences; zeros are left out.</summary>
    public static double Wilcoxon(ReadOnlySpan<double> differences)
    {
        double[] left = differences.ToArray().Where(difference => difference != 0).ToArray();
        double[] ranks = Ranks.Of(Array.ConvertAll(left, Math.Abs), out double ties);
        double n = left.Length;
        double positive = 0;
        for (int i = 0; i < left.Length; i++)
        {
            positive += left[i] > 0 ? ranks[i] : 0;
        }

        double variance = (n * (n + 1) * ((2 * n) + 1) / 24) - (ties / 48);
        double distance = Math.Abs(positive - (n * (n + 1) / 4));
        return variance <= 0 ? 1 : Math.Min(1, 2 * Distributions.NormalTail(Math.Max(0, distance - 0.5) / Math.Sqrt(variance)));
    }

    /// <summary>Two-sided p value of Mann and Whitney's U of independent values; NaN when a side is empty.</summary>
    public static double MannWhitney(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.IsEmpty || second.IsEmpty)
        {
            return double.NaN;
        }

        double[] ranks = Ranks.Of([.. first, .. second], out double ties);
        double m = first.Length;
        double n = second.Length;
        double sum = 0;
        for (int i = 0; i < first.Length; i++)
        {
            sum += ranks[i];
        }

        double all = m + n;
        double distance = Math.Abs(sum - (m * (all + 1) / 2));
        double variance = m * n / 12 * (all + 1 - (ties / (all * (all - 1))));
        return variance <= 0 ? 1 : Math.Min(1, 2 * Distributions.NormalTail(Math.Max(0, distance - 0.5) / Math.Sqrt(variance)));
    }

    private static double[] Present(ReadOnlySpan<double> values)
    {
        double[] present = new double[values.Length];
        int count = 0;
        foreach (double value in values)
        {
            if (double.IsFinite(value))
            {
                present[count++] = value;
            }
        }

        return present[..count];
    }

    private static double[] Blocks(double[] values)
    {
        if (values.Length < LeastBlocks)
        {
            return values;
        }

        double[] ranks = Ranks.Of(values, out _);
        for (int i = 0; i < ranks.Length; i++)
        {
            ranks[i] -= (ranks.Length + 1) / 2.0;
        }

        // Twice the time over which values resemble one another leaves blocks that hardly do.
        double inflation = Autocorrelation.Inflation(ranks, 1);
        int length = inflation <= 1.5 ? 1 : (int)Math.Ceiling(2 * inflation);
        int count = Math.Min(MostBlocks, Math.Max(1, values.Length / length));
        double[] blocks = new double[count];
        for (int i = 0; i < count; i++)
        {
            int from = (int)((long)i * values.Length / count);
            int to = (int)((long)(i + 1) * values.Length / count);
            blocks[i] = Quantiles.Median(values.AsSpan(from, to - from));
        }

        return blocks;
    }

    private static (double Low, double High) Interval(double[] first, double[] second)
    {
        var random = new Random(Seed);
        double[] differences = new double[Resamples];
        double[] drawnFirst = new double[first.Length];
        double[] drawnSecond = new double[second.Length];
        for (int i = 0; i < Resamples; i++)
        {
            differences[i] = Draw(random, second, drawnSecond) - Draw(random, first, drawnFirst);
        }

        double[] ends = Quantiles.Of(differences, 0.025, 0.975);
        return (ends[0], ends[1]);
    }

    private static double Draw(Random random, double[] from, double[] to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[random.Next(from.Length)];
        }

        return Quantiles.MedianInPlace(to);
    }
}
