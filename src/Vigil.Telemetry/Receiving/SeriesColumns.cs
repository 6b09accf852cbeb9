using System.Globalization;
using Vigil.Core.Metrics;

namespace Vigil.Telemetry.Receiving;

/// <summary>The columns that series have by the sort of their instrument. Stored; a contract told in docs/otlp.md.</summary>
internal static class SeriesColumns
{
    public const int Count = 0, Sum = 1, Minimum = 2, Maximum = 3, FirstBucket = 4;

    /// <summary>Of exponential histograms, which have zeros and negative values apart.</summary>
    public const int Zeros = 4, Negatives = 5, FirstExponentialBucket = 6;

    /// <summary>Of summaries.</summary>
    public const int FirstQuantile = 2;

    public static MetricTable Number(string unit, MetricKind kind, bool isReal)
    {
        var table = new MetricTable(SubjectKind.Instrument);
        _ = isReal ? table.Real("value", kind, unit, "", "")
            : kind == MetricKind.Counter ? table.Counter("value", unit, 1, "", "")
            : table.Gauge("value", unit, 1, "", "");
        return table;
    }

    public static MetricTable Histogram(string unit, int buckets)
    {
        MetricTable table = Extent(unit);
        AddBuckets(table, buckets);
        return table;
    }

    public static MetricTable Exponential(string unit, int buckets)
    {
        MetricTable table = Extent(unit);
        table.Counter("zeros", Units.One, 1, "", "");
        table.Counter("negatives", Units.One, 1, "", "");
        AddBuckets(table, buckets);
        return table;
    }

    public static MetricTable Summary(string unit, double[] shares)
    {
        var table = new MetricTable(SubjectKind.Instrument);
        table.Counter("count", Units.One, 1, "", "");
        table.Real("sum", MetricKind.Counter, unit, "", "");
        foreach (double share in shares)
        {
            table.Real("quantile." + share.ToString(CultureInfo.InvariantCulture), MetricKind.Gauge, unit, "", "");
        }

        return table;
    }

    private static MetricTable Extent(string unit)
    {
        var table = new MetricTable(SubjectKind.Instrument);
        table.Counter("count", Units.One, 1, "", "");
        table.Real("sum", MetricKind.Counter, unit, "", "");
        table.Real("min", MetricKind.Gauge, unit, "", "");
        table.Real("max", MetricKind.Gauge, unit, "", "");
        return table;
    }

    private static void AddBuckets(MetricTable table, int buckets)
    {
        for (int i = 0; i < buckets; i++)
        {
            table.Counter(string.Create(CultureInfo.InvariantCulture, $"bucket.{i}"), Units.One, 1, "", "");
        }
    }
}
