namespace Vigil.Alerting.Watching;

/// <summary>Readings over time; NaN where there was none.</summary>
/// <param name="Times">Seconds since the Unix epoch, ascending.</param>
/// <param name="Values">One per time, in <paramref name="Unit"/>.</param>
/// <param name="Unit">UCUM unit.</param>
internal sealed record TimeSeries(double[] Times, double[] Values, string Unit)
{
    /// <summary>Readings of the last so many seconds before an instant, that instant included.</summary>
    public SeriesWindow Before(double now, double seconds)
    {
        int end = UpperBound(now);
        int start = UpperBound(now - seconds);
        return new SeriesWindow(this, Math.Min(start, end), end);
    }

    /// <summary>Index of the first reading after an instant.</summary>
    private int UpperBound(double at)
    {
        int low = 0;
        int high = Times.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Times[middle] <= at)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
