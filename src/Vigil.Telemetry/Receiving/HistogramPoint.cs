using System.Buffers.Binary;
using Vigil.Core.Sampling;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>Puts a point of a histogram into the columns of its series.</summary>
internal static class HistogramPoint
{
    /// <summary>Upper bounds of the buckets, all but the last's.</summary>
    public static double[] Bounds(ReadOnlySpan<byte> point)
    {
        var bounds = new List<double>();
        var fields = new ProtoReader(point);
        while (fields.Next())
        {
            if (fields.Key == OtlpFields.HistogramBounds)
            {
                for (ReadOnlySpan<byte> packed = fields.Span; packed.Length >= sizeof(double); packed = packed[sizeof(double)..])
                {
                    bounds.Add(BinaryPrimitives.ReadDoubleLittleEndian(packed));
                }
            }
            else if (fields.Key == OtlpFields.HistogramBound)
            {
                bounds.Add(fields.Real);
            }
        }

        return [.. bounds];
    }

    /// <summary>Takes the point. Where its bounds are others than those of the series, the buckets are left out.</summary>
    public static void Apply(ReadOnlySpan<byte> point, Series series)
    {
        long[] values = series.Subject.Values;
        bool isDelta = series.Instrument.IsDelta;
        bool sameBounds = HasBounds(point, series.Bounds);
        if (!sameBounds)
        {
            values.AsSpan(SeriesColumns.FirstBucket).Fill(Reading.NotAvailable);
        }

        values[SeriesColumns.Minimum] = values[SeriesColumns.Maximum] = Reading.NotAvailable;
        int bucket = SeriesColumns.FirstBucket;
        var fields = new ProtoReader(point);
        while (fields.Next())
        {
            switch (fields.Key)
            {
                case OtlpFields.HistogramCount:
                    Totals.Set(values, SeriesColumns.Count, fields.Signed, isDelta);
                    break;
                case OtlpFields.HistogramSum:
                    Totals.SetReal(values, SeriesColumns.Sum, fields.Real, isDelta);
                    break;
                case OtlpFields.HistogramMinimum:
                    values[SeriesColumns.Minimum] = Reading.OfReal(fields.Real);
                    break;
                case OtlpFields.HistogramMaximum:
                    values[SeriesColumns.Maximum] = Reading.OfReal(fields.Real);
                    break;
                case OtlpFields.HistogramBuckets when sameBounds:
                    for (ReadOnlySpan<byte> packed = fields.Span; packed.Length >= sizeof(ulong) && bucket < values.Length; packed = packed[sizeof(ulong)..])
                    {
                        Totals.Set(values, bucket++, BinaryPrimitives.ReadInt64LittleEndian(packed), isDelta);
                    }

                    break;
                case OtlpFields.HistogramBucket when sameBounds && bucket < values.Length:
                    Totals.Set(values, bucket++, fields.Signed, isDelta);
                    break;
            }
        }
    }

    private static bool HasBounds(ReadOnlySpan<byte> point, double[] bounds)
    {
        int at = 0;
        var fields = new ProtoReader(point);
        while (fields.Next())
        {
            if (fields.Key == OtlpFields.HistogramBounds)
            {
                for (ReadOnlySpan<byte> packed = fields.Span; packed.Length >= sizeof(double); packed = packed[sizeof(double)..])
                {
                    if (at >= bounds.Length || !bounds[at++].Equals(BinaryPrimitives.ReadDoubleLittleEndian(packed)))
                    {
                        return false;
                    }
                }
            }
            else if (fields.Key == OtlpFields.HistogramBound && (at >= bounds.Length || !bounds[at++].Equals(fields.Real)))
            {
                return false;
            }
        }

        return at == bounds.Length;
    }
}
