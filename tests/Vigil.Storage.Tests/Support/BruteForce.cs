using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Series;

namespace Vigil.Storage.Tests.Support;

/// <summary>Buckets made of all samples in the plainest way there is.</summary>
internal static class BruteForce
{
    private const double RateTolerance = 1.0 / 1000;

    /// <summary>Asserts that an answer is what all these samples make, growth rates of roll-ups within their rounding.</summary>
    public static void ShouldAgree(SeriesBuckets answer, SeriesTable rows, Metric metric, string because)
    {
        BucketColumn column = answer.Columns[metric.Name];
        for (int i = 0; i < answer.UnixMilliseconds.Length; i++)
        {
            (double minimum, double maximum, double mean) = Bucket(rows, metric, answer.UnixMilliseconds[i], answer.StepMilliseconds);
            string place = $"{because}: {metric.Name}, bucket {i} of {answer.UnixMilliseconds.Length}, {answer.StepMilliseconds} ms";
            double tolerance = metric.Kind == MetricKind.Counter ? RateTolerance : 0;
            ShouldBeNear(column.Minimum[i], minimum, (tolerance * minimum) + tolerance, place);
            ShouldBeNear(column.Maximum[i], maximum, (tolerance * maximum) + tolerance, place);
            ShouldBeNear(column.Mean[i], mean, 1e-9 * Math.Abs(mean), place);
        }
    }

    private static (double Minimum, double Maximum, double Mean) Bucket(SeriesTable rows, Metric metric, long start, long length)
    {
        long[] values = rows.Columns[metric.Name];
        List<(double Value, double Weight)> found = [];
        for (int i = 0; i < values.Length; i++)
        {
            long time = rows.UnixMilliseconds[i];
            if (time < start || time >= start + length || values[i] == Reading.NotAvailable)
            {
                continue;
            }

            if (metric.Kind == MetricKind.Gauge)
            {
                found.Add((values[i] * metric.Scale, 1));
            }
            else if (i > 0 && values[i - 1] != Reading.NotAvailable && values[i] >= values[i - 1] && time > rows.UnixMilliseconds[i - 1])
            {
                double elapsed = time - rows.UnixMilliseconds[i - 1];
                found.Add(((values[i] - values[i - 1]) * metric.Scale * 1000 / elapsed, elapsed));
            }
        }

        return found.Count == 0
            ? (double.NaN, double.NaN, double.NaN)
            : (found.Min(one => one.Value), found.Max(one => one.Value), found.Sum(one => one.Value * one.Weight) / found.Sum(one => one.Weight));
    }

    private static void ShouldBeNear(double actual, double expected, double tolerance, string place)
    {
        if (double.IsNaN(expected))
        {
            double.IsNaN(actual).ShouldBeTrue(place + ": something where nothing was recorded");
        }
        else
        {
            actual.ShouldBe(expected, tolerance + (Math.Abs(expected) * 1e-12) + 1e-12, place);
        }
    }
}
