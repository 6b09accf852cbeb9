using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Series;
using Vigil.Storage.Sqlite.Runs;
using Vigil.Storage.Sqlite.Samples;

namespace Vigil.Storage.Sqlite.Series;

/// <summary>Series for charts: read, put into their units, reduced to buckets.</summary>
internal sealed class SqliteSeriesReader(ReaderPool readers) : ISeriesReader
{
    /// <inheritdoc/>
    public SeriesBuckets ReadBuckets(SeriesRequest request)
    {
        (SeriesTable rows, IReadOnlyList<Metric> metrics) = readers.Read<(SeriesTable, IReadOnlyList<Metric>)>(database => RunTable.NumberOf(database, request.RunId) == RowKeys.RunOf(request.SubjectId)
            ? (SeriesReader.ReadSeries(database, request.SubjectId, request.FromUnixMilliseconds, request.ToUnixMilliseconds), SeriesReader.ReadMetrics(database, request.SubjectId))
            : (new SeriesTable([], new Dictionary<string, long[]>()), []));
        long length = Math.Max(1, (request.ToUnixMilliseconds - request.FromUnixMilliseconds + request.Points - 1) / request.Points);
        int count = (int)Math.Min(request.Points, (request.ToUnixMilliseconds - request.FromUnixMilliseconds + length - 1) / length);
        long[] times = new long[Math.Max(0, count)];
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = request.FromUnixMilliseconds + (i * length);
        }

        var columns = new Dictionary<string, BucketColumn>();
        foreach (string name in request.Metrics)
        {
            if (rows.Columns.TryGetValue(name, out long[]? column) && metrics.FirstOrDefault(known => known.Name == name) is { } metric)
            {
                columns[name] = Reduce(rows.UnixMilliseconds, column, metric, request.FromUnixMilliseconds, length, times.Length);
            }
        }

        return new SeriesBuckets(times, length, columns);
    }

    private static BucketColumn Reduce(long[] times, long[] column, Metric metric, long from, long length, int count)
    {
        double[] minimum = Missing(count);
        double[] maximum = Missing(count);
        double[] sum = new double[count];
        int[] readings = new int[count];
        bool isCounter = metric.Kind == MetricKind.Counter;
        for (int i = isCounter ? 1 : 0; i < times.Length; i++)
        {
            double value = isCounter ? Rate(times, column, i, metric) : metric.Value(column[i]);
            long bucket = (times[i] - from) / length;
            if (double.IsNaN(value) || bucket < 0 || bucket >= count)
            {
                continue;
            }

            minimum[bucket] = double.IsNaN(minimum[bucket]) ? value : Math.Min(minimum[bucket], value);
            maximum[bucket] = double.IsNaN(maximum[bucket]) ? value : Math.Max(maximum[bucket], value);
            sum[bucket] += value;
            readings[bucket]++;
        }

        for (int i = 0; i < count; i++)
        {
            sum[i] = readings[i] == 0 ? double.NaN : sum[i] / readings[i];
        }

        return new BucketColumn(minimum, maximum, sum);
    }

    private static double Rate(long[] times, long[] column, int i, Metric metric)
    {
        long elapsed = times[i] - times[i - 1];
        if (elapsed <= 0 || column[i] == Reading.NotAvailable || column[i - 1] == Reading.NotAvailable)
        {
            return double.NaN;
        }

        double growth = metric.IsReal ? metric.Value(column[i]) - metric.Value(column[i - 1]) : (column[i] - column[i - 1]) * metric.Scale;
        return growth < 0 ? double.NaN : growth * 1000 / elapsed;
    }

    private static double[] Missing(int count)
    {
        double[] values = new double[count];
        values.AsSpan().Fill(double.NaN);
        return values;
    }
}
