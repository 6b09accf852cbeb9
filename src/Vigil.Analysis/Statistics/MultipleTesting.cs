namespace Vigil.Analysis.Statistics;

/// <summary>
/// Corrects significance for the number of questions asked (Y. Benjamini and Y. Hochberg, "Controlling the False Discovery
/// Rate", JRSS B 57, 1995): of those called significant at q, the expected share of false ones is at most q; when nothing is
/// there at all, so is the probability of calling anything.
/// </summary>
internal static class MultipleTesting
{
    /// <summary>Adjusted p values: min over ranks j ≥ i of p₍ⱼ₎ · m / j, at most 1, in the order given. NaN stays NaN and is not counted.</summary>
    /// <param name="probabilities">p values, 0 to 1, or NaN for a test that could not be made.</param>
    public static double[] BenjaminiHochberg(ReadOnlySpan<double> probabilities)
    {
        double[] adjusted = new double[probabilities.Length];
        adjusted.AsSpan().Fill(double.NaN);
        int[] order = [.. PresentIndices(probabilities)];
        double[] keys = Array.ConvertAll(order, IndexedValue(probabilities));
        Array.Sort(keys, order);
        double least = 1;
        for (int i = order.Length - 1; i >= 0; i--)
        {
            least = Math.Min(least, keys[i] * order.Length / (i + 1));
            adjusted[order[i]] = least;
        }

        return adjusted;
    }

    private static List<int> PresentIndices(ReadOnlySpan<double> values)
    {
        var indices = new List<int>(values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i]))
            {
                indices.Add(i);
            }
        }

        return indices;
    }

    private static Converter<int, double> IndexedValue(ReadOnlySpan<double> values)
    {
        double[] copy = values.ToArray();
        return index => copy[index];
    }
}
