using Vigil.Core.Sampling;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Receiving;

/// <summary>Puts a point of an exponential histogram into the columns of its series.</summary>
internal static class ExponentialPoint
{
    private const int MostBuckets = 4096;

    public static void Apply(ReadOnlySpan<byte> point, Series series)
    {
        long[] values = series.Subject.Values;
        bool isDelta = series.Instrument.IsDelta;
        Span<long> buckets = stackalloc long[ExponentialGrid.Buckets];
        buckets.Clear();
        long negatives = 0;
        int scale = 0;
        ReadOnlySpan<byte> positive = default;
        values[SeriesColumns.Minimum] = values[SeriesColumns.Maximum] = Reading.NotAvailable;
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
                case OtlpFields.ExponentialScale:
                    scale = (int)Math.Clamp(ProtoReader.UnZigZag(fields.Number), -32, 64);
                    break;
                case OtlpFields.ExponentialZeros:
                    Totals.Set(values, SeriesColumns.Zeros, fields.Signed, isDelta);
                    break;
                case OtlpFields.ExponentialPositive:
                    positive = fields.Span;
                    break;
                case OtlpFields.ExponentialNegative:
                    Spread(fields.Span, 0, [], ref negatives);
                    break;
                case OtlpFields.ExponentialMinimum:
                    values[SeriesColumns.Minimum] = Reading.OfReal(fields.Real);
                    break;
                case OtlpFields.ExponentialMaximum:
                    values[SeriesColumns.Maximum] = Reading.OfReal(fields.Real);
                    break;
            }
        }

        // The scale may come behind the buckets.
        long ignored = 0;
        Spread(positive, scale, buckets, ref ignored);
        Totals.Set(values, SeriesColumns.Negatives, negatives, isDelta);
        for (int i = 0; i < buckets.Length; i++)
        {
            Totals.Set(values, SeriesColumns.FirstExponentialBucket + i, buckets[i], isDelta);
        }
    }

    // Adds the counts up by bucket, and all together.
    private static void Spread(ReadOnlySpan<byte> message, int scale, Span<long> buckets, ref long total)
    {
        long offset = 0;
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.Key == OtlpFields.ExponentialOffset)
            {
                offset = ProtoReader.UnZigZag(fields.Number);
            }
        }

        long index = offset;
        fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.Key == OtlpFields.ExponentialCount)
            {
                Add((long)fields.Number, index++, scale, buckets, ref total);
            }
            else if (fields.Key == OtlpFields.ExponentialCounts)
            {
                ReadOnlySpan<byte> packed = fields.Span;
                while (!packed.IsEmpty && index - offset < MostBuckets)
                {
                    Add((long)ProtoReader.TakeVarint(ref packed, out bool isMalformed), index++, scale, buckets, ref total);
                    if (isMalformed)
                    {
                        break;
                    }
                }
            }
        }
    }

    private static void Add(long count, long index, int scale, Span<long> buckets, ref long total)
    {
        total = unchecked(total + count);
        if (!buckets.IsEmpty)
        {
            ref long bucket = ref buckets[ExponentialGrid.BucketOf(index, scale)];
            bucket = unchecked(bucket + count);
        }
    }
}
