namespace Vigil.Analysis.Statistics;

/// <summary>
/// Tells a leak from memory that is collected now and then: what matters is the floor, the lowest level of each tooth where
/// memory goes up and down, of each stretch of time where it does not. A leak's floor rises (the trend test of this folder) and goes on
/// rising in the later two thirds and the later half: loading and warming up do not.
/// </summary>
internal static class LeakTest
{
    private const int Stretches = 64;
    private const int LeastFalls = 3;

    /// <summary>A fall by this share of the range ends a tooth.</summary>
    private const double Tooth = 0.3;

    /// <summary>The later part must still rise at this share of the whole slope.</summary>
    private const double StillRising = 0.25;
    private const double LaterHalfSignificance = 0.01;

    /// <summary>Tests a series.</summary>
    /// <param name="times">Seconds, one per value.</param>
    /// <param name="values">Memory; NaN for missing.</param>
    /// <param name="significance">Greatest p value of the floor's trend.</param>
    /// <param name="leastRelativeChange">Least growth of the floor, and least height of a tooth, as a share of the level.</param>
    public static LeakResult Of(ReadOnlySpan<double> times, ReadOnlySpan<double> values, double significance = Significance.PerSeries, double leastRelativeChange = 0.02) =>
        Of(BinnedSeries.Reduce(times, values), significance, leastRelativeChange);

    /// <summary>Tests a series that is already reduced.</summary>
    public static LeakResult Of(BinnedSeries series, double significance = Significance.PerSeries, double leastRelativeChange = 0.02)
    {
        double[] ends = Quantiles.Of(series.Means, 0.05, 0.5, 0.95);
        double range = ends[2] - ends[0];
        int[] troughs = Troughs(series.Means, Tooth * range);
        bool hasTeeth = troughs.Length >= LeastFalls && range >= leastRelativeChange * Math.Abs(ends[1]);
        (double[] floorTimes, double[] floors) = troughs.Length >= TrendTest.LeastValues ? FloorOfTeeth(series, troughs) : FloorOfStretches(series);
        Trend whole = Test(floorTimes, floors, 0, series.Values, significance, leastRelativeChange);
        Trend later = Test(floorTimes, floors, After(floorTimes, 1 / 3.0), series.Values, significance, leastRelativeChange);
        MemoryShape shape = whole.Direction switch
        {
            TrendDirection.Unknown => MemoryShape.Unknown,
            TrendDirection.Decreasing => MemoryShape.Falling,
            TrendDirection.Increasing when GoesOn(whole, later, Test(floorTimes, floors, After(floorTimes, 1 / 2.0), series.Values, LaterHalfSignificance, 0)) => MemoryShape.Leak,
            _ when hasTeeth => MemoryShape.Sawtooth,
            TrendDirection.Increasing => MemoryShape.Settled,
            _ => MemoryShape.Flat,
        };
        return new LeakResult { Shape = shape, Floor = shape == MemoryShape.Leak ? later : whole, Falls = troughs.Length, Range = range };
    }

    /// <summary>Where a share of the time has passed. Not of the values: a recorder samples faster as memory runs out.</summary>
    private static int After(double[] times, double share) =>
        times.Length == 0 ? 0 : Math.Max(0, Array.FindIndex(times, time => time >= times[0] + (share * (times[^1] - times[0]))));

    private static bool GoesOn(Trend whole, Trend later, Trend half) =>
        later.Direction == TrendDirection.Increasing
        && half.Direction is TrendDirection.Increasing or TrendDirection.Unknown
        && later.SlopePerSecond >= StillRising * whole.SlopePerSecond
        && (half.Direction == TrendDirection.Unknown || half.SlopePerSecond >= StillRising * whole.SlopePerSecond);

    private static Trend Test(double[] times, double[] values, int from, long behind, double significance, double leastRelativeChange) =>
        TrendTest.Of(times[from..], values[from..], behind, significance, leastRelativeChange);

    /// <summary>Bins at which a fall by at least so much ended, before the next rise by as much.</summary>
    private static int[] Troughs(double[] values, double height)
    {
        var troughs = new List<int>();
        if (values.Length == 0 || !(height > 0))
        {
            return [];
        }

        bool falling = false;
        double extreme = values[0];
        int at = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (falling ? values[i] < extreme : values[i] > extreme)
            {
                extreme = values[i];
                at = i;
            }
            else if (falling && values[i] - extreme >= height)
            {
                troughs.Add(at);
                (falling, extreme, at) = (false, values[i], i);
            }
            else if (!falling && extreme - values[i] >= height)
            {
                (falling, extreme, at) = (true, values[i], i);
            }
        }

        return [.. troughs];
    }

    private static (double[] Times, double[] Floors) FloorOfTeeth(BinnedSeries series, int[] troughs) =>
        Thin([.. troughs.Select(at => series.Times[at])], [.. troughs.Select(at => series.Minima[at])]);

    /// <summary>The lowest of each stretch of time, those without a value left out.</summary>
    private static (double[] Times, double[] Floors) FloorOfStretches(BinnedSeries series)
    {
        var times = new List<double>();
        var floors = new List<double>();
        int latest = -1;
        for (int i = 0; i < series.Count; i++)
        {
            int stretch = series.Seconds > 0 ? (int)Math.Min(Stretches - 1, (series.Times[i] - series.Times[0]) * Stretches / series.Seconds) : i;
            if (stretch != latest)
            {
                latest = stretch;
                times.Add(series.Times[i]);
                floors.Add(series.Minima[i]);
            }
            else if (series.Minima[i] < floors[^1])
            {
                floors[^1] = series.Minima[i];
            }
        }

        return ([.. times], [.. floors]);
    }

    /// <summary>The lowest of neighbouring teeth, so that at most 64 remain.</summary>
    private static (double[] Times, double[] Floors) Thin(double[] times, double[] floors)
    {
        BinnedSeries bins = BinnedSeries.Reduce(times, floors, Stretches);
        return (bins.Times, bins.Minima);
    }
}
