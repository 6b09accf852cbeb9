using Vigil.Core.Sampling;

namespace Vigil.Telemetry.Receiving;

/// <summary>Puts points of any shape into the columns of their series.</summary>
internal static class PointValues
{
    // Beyond it floating point numbers are no longer exact whole ones.
    private const double MostExact = 9_007_199_254_740_992;

    /// <summary>Whether the series can hold the value: one that began with whole numbers holds no others.</summary>
    public static bool Fits(in PendingPoint point) =>
        !point.Series.Instrument.IsNumber || point.IsMissing || point.IsInteger || IsReal(point.Series)
        || (BitConverter.Int64BitsToDouble(point.Value) is var value && Math.Abs(value) <= MostExact && Math.Truncate(value) == value);

    public static void Set(in PendingPoint point, ReadOnlySpan<byte> body)
    {
        Series series = point.Series;
        long[] values = series.Subject.Values;
        if (point.IsMissing)
        {
            values.AsSpan().Fill(Reading.NotAvailable);
            return;
        }

        ReadOnlySpan<byte> message = body.Slice(point.Offset, point.Length);
        switch (series.Instrument.Shape)
        {
            case InstrumentShape.Histogram:
                HistogramPoint.Apply(message, series);
                break;
            case InstrumentShape.ExponentialHistogram:
                ExponentialPoint.Apply(message, series);
                break;
            case InstrumentShape.Summary:
                SummaryPoint.Apply(message, series);
                break;
            default:
                SetNumber(point, series, values);
                break;
        }
    }

    private static void SetNumber(in PendingPoint point, Series series, long[] values)
    {
        bool isDelta = series.Instrument.IsDelta;
        if (IsReal(series))
        {
            Totals.SetReal(values, 0, point.IsInteger ? point.Value : BitConverter.Int64BitsToDouble(point.Value), isDelta);
        }
        else
        {
            Totals.Set(values, 0, point.IsInteger ? point.Value : (long)BitConverter.Int64BitsToDouble(point.Value), isDelta);
        }
    }

    private static bool IsReal(Series series) => series.Subject.Table.Metrics[0].IsReal;
}
