namespace Vigil.Analysis.Statistics;

/// <summary>Ranks with ties: equal values share the mean of their places (M. G. Kendall, Rank Correlation Methods, 1948).</summary>
internal static class Ranks
{
    /// <summary>Rank of each value, from 1.</summary>
    /// <param name="values">Finite values.</param>
    /// <param name="ties">Σ (t³ − t) over groups of t equal values: what ties take from variances.</param>
    public static double[] Of(ReadOnlySpan<double> values, out double ties)
    {
        double[] sorted = values.ToArray();
        int[] order = new int[sorted.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(sorted, order);
        double[] ranks = new double[sorted.Length];
        ties = 0;
        for (int from = 0; from < sorted.Length;)
        {
            int to = from + 1;
            while (to < sorted.Length && sorted[to] == sorted[from])
            {
                to++;
            }

            for (int i = from; i < to; i++)
            {
                ranks[order[i]] = (from + to + 1) / 2.0;
            }

            double group = to - from;
            ties += (group * group * group) - group;
            from = to;
        }

        return ranks;
    }
}
