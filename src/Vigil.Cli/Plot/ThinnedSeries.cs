namespace Vigil.Cli.Plot;

/// <summary>
/// A series with no more points than a screen has pixels: time is cut into equal stretches, and each that holds a value gives
/// one point with its mean, lowest and highest value, so that no peak is lost.
/// </summary>
/// <param name="Times">Mean time of each point, seconds.</param>
/// <param name="Means">Mean value.</param>
/// <param name="Lows">Lowest value.</param>
/// <param name="Highs">Highest value.</param>
internal sealed record ThinnedSeries(double[] Times, double[] Means, double[] Lows, double[] Highs)
{
    /// <summary>Thins a series. What is no finite number counts as missing.</summary>
    /// <param name="times">Time of each value, seconds; need not be in order.</param>
    /// <param name="values">The values.</param>
    /// <param name="from">Start of the first stretch.</param>
    /// <param name="to">End of the last one; values outside are left out.</param>
    /// <param name="stretches">How many there are.</param>
    public static ThinnedSeries Of(ReadOnlySpan<double> times, ReadOnlySpan<double> values, double from, double to, int stretches)
    {
        var counts = new int[stretches];
        var sums = new double[stretches];
        var moments = new double[stretches];
        var lows = new double[stretches];
        var highs = new double[stretches];
        for (int i = 0; i < times.Length; i++)
        {
            if (!double.IsFinite(values[i]) || IndexOf(times[i], from, to, stretches) is not { } index)
            {
                continue;
            }

            lows[index] = counts[index] == 0 ? values[i] : Math.Min(lows[index], values[i]);
            highs[index] = counts[index] == 0 ? values[i] : Math.Max(highs[index], values[i]);
            counts[index]++;
            sums[index] += values[i];
            moments[index] += times[i] - from;
        }

        int[] filled = [.. Enumerable.Range(0, stretches).Where(index => counts[index] > 0)];
        return new ThinnedSeries(
            [.. filled.Select(index => from + (moments[index] / counts[index]))],
            [.. filled.Select(index => sums[index] / counts[index])],
            [.. filled.Select(index => lows[index])],
            [.. filled.Select(index => highs[index])]);
    }

    /// <summary>The stretch that a time falls into; null outside of all.</summary>
    public static int? IndexOf(double time, double from, double to, int stretches) =>
        time < from || time > to || double.IsNaN(time) ? null
        : to <= from ? 0
        : Math.Min(stretches - 1, (int)((time - from) / (to - from) * stretches));
}
