namespace Vigil.Analysis.Statistics;

/// <summary>
/// When something will happen if things go on as they do. A limit is reached at t = t₀ + (limit − level) / slope, with the robust
/// line of <see cref="TrendTest"/>; the interval takes the slope's own and the spread around the line. Without a significant trend,
/// also in the later half, there is no forecast.
/// </summary>
public static class Forecasts
{
    private const int LeastBlocks = 5;
    private const int MostBlocks = 20;
    private const double Tail = 0.025;

    /// <summary>Significance that the later half needs on its own: it must not have stopped.</summary>
    private const double LaterHalfSignificance = 0.01;

    /// <summary>When a series reaches a limit.</summary>
    /// <param name="times">Seconds, one per value.</param>
    /// <param name="values">Values; NaN for missing.</param>
    /// <param name="limit">The limit.</param>
    /// <param name="upwards">True when reached by rising, false by falling.</param>
    /// <param name="significance">Greatest p value of the trend.</param>
    public static LimitForecast Limit(ReadOnlySpan<double> times, ReadOnlySpan<double> values, double limit, bool upwards, double significance = Significance.PerSeries) =>
        Limit(BinnedSeries.Reduce(times, values), limit, upwards, significance);

    /// <summary>When a series that is already reduced reaches a limit.</summary>
    internal static LimitForecast Limit(BinnedSeries series, double limit, bool upwards, double significance = Significance.PerSeries)
    {
        Trend whole = TrendTest.Of(series, significance, 0);
        if (whole.Direction == TrendDirection.Unknown || !double.IsFinite(limit))
        {
            return new LimitForecast { State = ForecastState.InsufficientData, Limit = limit, Trend = whole };
        }

        double last = series.Means[^1];
        if (upwards ? last >= limit : last <= limit)
        {
            return new LimitForecast { State = ForecastState.Reached, Limit = limit, Trend = whole };
        }

        Trend half = TrendTest.Of(series.Slice(series.Count / 2, series.Count - (series.Count / 2)), LaterHalfSignificance, 0);
        TrendDirection towards = upwards ? TrendDirection.Increasing : TrendDirection.Decreasing;
        if (whole.Direction != towards || (half.Direction != towards && half.Direction != TrendDirection.Unknown))
        {
            bool away = whole.IsMoving && whole.Direction != towards;
            return new LimitForecast { State = away ? ForecastState.MovingAway : ForecastState.NoTrend, Limit = limit, Trend = whole };
        }

        // What it does now counts, where it has become faster or slower.
        bool changed = half.IsMoving && (half.SlopeLow > whole.SlopeHigh || half.SlopeHigh < whole.SlopeLow);
        return Project(series.Times[^1], changed ? half : whole, limit, upwards ? 1 : -1);
    }

    private static LimitForecast Project(double now, Trend trend, double limit, int sign)
    {
        double gap = sign * (limit - trend.LevelAtEnd);
        double spread = 2 * trend.ResidualScale;
        double slope = sign * trend.SlopePerSecond;
        double fast = sign > 0 ? trend.SlopeHigh : -trend.SlopeLow;
        double slow = sign > 0 ? trend.SlopeLow : -trend.SlopeHigh;
        return new LimitForecast
        {
            State = ForecastState.WillReach,
            At = now + Math.Max(0, gap / slope),
            Earliest = now + Math.Max(0, (gap - spread) / fast),
            Latest = slow > 0 ? now + Math.Max(0, (gap + spread) / slow) : null,
            Limit = limit,
            Trend = trend,
        };
    }

    /// <summary>
    /// When the last step will have been made, from the mean time of a step in up to 20 blocks of the later half; Student's interval of
    /// their mean, widened for what the remaining steps themselves may vary. Null with fewer than 5 blocks, or nothing left to do.
    /// </summary>
    /// <param name="times">When each step was reported, seconds.</param>
    /// <param name="steps">Its number.</param>
    /// <param name="totalSteps">Number of the last one.</param>
    public static EndForecast? End(ReadOnlySpan<double> times, ReadOnlySpan<long> steps, long totalSteps)
    {
        int from = times.Length / 2 >= LeastBlocks ? times.Length / 2 : 0;
        int blocks = Math.Min(MostBlocks, times.Length - 1 - from);
        if (blocks < LeastBlocks || steps[^1] >= totalSteps)
        {
            return null;
        }

        var rates = new List<double>(blocks);
        double seconds = 0;
        long made = 0;
        for (int i = 0; i < blocks; i++)
        {
            int first = from + (int)((long)i * (times.Length - 1 - from) / blocks);
            int last = from + (int)((long)(i + 1) * (times.Length - 1 - from) / blocks);
            double duration = times[last] - times[first];
            long count = steps[last] - steps[first];
            if (count > 0 && duration >= 0)
            {
                rates.Add(duration / count);
                seconds += duration;
                made += count;
            }
        }

        if (rates.Count < LeastBlocks)
        {
            return null;
        }

        double perStep = seconds / made;
        double[] residuals = [.. rates.Select(rate => rate - perStep)];
        double variance = residuals.Sum(residual => residual * residual) / (rates.Count - 1) * Autocorrelation.Inflation(residuals, 1);
        long remaining = totalSteps - steps[^1];
        double remainingBlocks = Math.Max(1, remaining / ((double)made / rates.Count));
        double reach = Distributions.StudentQuantile(Tail, rates.Count - 1) * Math.Sqrt(variance * ((1.0 / rates.Count) + (1 / remainingBlocks)));
        double now = times[^1];
        return new EndForecast(
            now + (remaining * perStep),
            now + (remaining * Math.Max(0, perStep - reach)),
            now + (remaining * (perStep + reach)),
            perStep,
            remaining);
    }
}
