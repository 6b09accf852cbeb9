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
