using Vigil.Core.Sampling;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>Puts a point of a summary into the columns of its series.</summary>
internal static class SummaryPoint
{
    private const int MostQuantiles = 64;

    /// <summary>The shares that its quantiles are of, in order, each once.</summary>
    public static double[] Shares(ReadOnlySpan<byte> point)
    {
        var shares = new SortedSet<double>();
        var fields = new ProtoReader(point);
        while (fields.Next())
        {
            if (fields.Key == OtlpFields.SummaryQuantile && shares.Count < MostQuantiles && Read(fields.Span).Share is var share && !double.IsNaN(share))
            {
                shares.Add(share);
            }
        }

        return [.. shares];
    }

    public static void Apply(ReadOnlySpan<byte> point, Series series)
    {
        long[] values = series.Subject.Values;
        values.AsSpan(SeriesColumns.FirstQuantile).Fill(Reading.NotAvailable);
        var fields = new ProtoReader(point);
        while (fields.Next())
        {
            switch (fields.Key)
            {
                case OtlpFields.HistogramCount:
                    values[SeriesColumns.Count] = fields.Signed;
                    break;
                case OtlpFields.HistogramSum:
                    values[SeriesColumns.Sum] = Reading.OfReal(fields.Real);
                    break;
                case OtlpFields.SummaryQuantile:
                    (double share, double value) = Read(fields.Span);
                    int at = Array.BinarySearch(series.Bounds, share);
                    if (at >= 0)
                    {
                        values[SeriesColumns.FirstQuantile + at] = Reading.OfReal(value);
                    }

                    break;
            }
        }
    }

    private static (double Share, double Value) Read(ReadOnlySpan<byte> quantile)
    {
        double share = 0;
        double value = 0;
        var fields = new ProtoReader(quantile);
        while (fields.Next())
        {
            share = fields.Key == OtlpFields.QuantileShare ? fields.Real : share;
            value = fields.Key == OtlpFields.QuantileValue ? fields.Real : value;
        }

        return (share, value);
    }
}
