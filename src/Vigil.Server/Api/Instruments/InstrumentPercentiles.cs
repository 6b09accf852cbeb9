using System.Text.Json;
using Vigil.Analysis.Statistics;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Series;

namespace Vigil.Server.Api.Instruments;

/// <summary>
/// Percentiles of a histogram that a program reports, computed from its stored buckets when they are asked for: <c>p50</c>,
/// <c>p95</c> and <c>p99</c> of what was measured within each bucket of time. docs/otlp.md; a contract.
/// </summary>
internal sealed class InstrumentPercentiles
{
    private const string BucketPrefix = "bucket.";
    private static readonly (string Name, double Share)[] s_shares = [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)];

    private readonly StoredSubject _subject;
    private readonly double[] _bounds;
    private readonly string[] _buckets;
    private readonly bool _isExponential;

    private InstrumentPercentiles(StoredSubject subject, double[] bounds, string[] buckets)
    {
        _subject = subject;
        _bounds = bounds;
        _buckets = buckets;
        _isExponential = subject.Metrics.Any(metric => metric.Name == "zeros");
        Columns = _isExponential ? [.. buckets, "zeros", "negatives"] : buckets;
    }

    /// <summary>The columns that percentiles are computed from.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The percentiles as metrics, in the unit of what was measured.</summary>
    public IEnumerable<Metric> Metrics => s_shares.Select(share => new Metric(
        SubjectKind.Instrument, -1, share.Name, MetricKind.Gauge, _subject.Attributes.GetValueOrDefault("unit", ""), 1, "", "Computed from the buckets.") { IsReal = true });

    /// <summary>Of a subject; null when it is no histogram whose buckets are known.</summary>
    public static InstrumentPercentiles? Of(StoredSubject subject)
    {
        if (subject.Kind != SubjectKind.Instrument || !subject.Attributes.TryGetValue("bounds", out string? text))
        {
            return null;
        }

        string[] buckets = [.. subject.Metrics.Select(metric => metric.Name).Where(name => name.StartsWith(BucketPrefix, StringComparison.Ordinal))];
        double[] bounds = ReadBounds(text);
        return bounds.Length > 0 && buckets.Length == bounds.Length + 1 ? new InstrumentPercentiles(subject, bounds, buckets) : null;
    }

    /// <summary>One percentile over time; smallest, largest and mean are the same, as it is one figure for all that was measured then.</summary>
    /// <param name="metric">One of <see cref="Metrics"/>.</param>
    /// <param name="columns">What was read of <see cref="Columns"/>.</param>
    /// <param name="times">How many buckets of time.</param>
    public BucketColumn Column(Metric metric, IReadOnlyDictionary<string, BucketColumn> columns, int times)
    {
        double share = s_shares.First(candidate => candidate.Name == metric.Name).Share;
        double[][] growth = [.. _buckets.Select(name => columns[name].Mean)];
        double[] counts = new double[growth.Length];
        double[] values = new double[times];
        for (int t = 0; t < times; t++)
        {
            for (int i = 0; i < counts.Length; i++)
            {
                // A program that starts anew counts from zero: that is no growth.
                counts[i] = growth[i][t] is > 0 and var count ? count : 0;
            }

            values[t] = _isExponential
                ? HistogramQuantile.OfExponential(share, _bounds, counts, Growth(columns["zeros"], t), Growth(columns["negatives"], t))
                : HistogramQuantile.Of(share, _bounds, counts);
        }

        return new BucketColumn(values, values, values);
    }

    private static double Growth(BucketColumn column, int t) => column.Mean[t] is > 0 and var count ? count : 0;

    private static double[] ReadBounds(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return [.. document.RootElement.EnumerateArray().Select(bound => bound.GetDouble())];
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return [];
        }
    }
}
