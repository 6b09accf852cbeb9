using System.Text.Json.Nodes;
using Vigil.Core.Metrics;
using Vigil.Server.Api.Shapes;

namespace Vigil.Server.Api.Inference;

/// <summary>
/// What requests came to within a stretch of time. What several metrics tell is taken from the one that tells it best: counters of the
/// engine, else its histograms, else those of its clients.
/// </summary>
internal sealed class InferenceFigures
{
    /// <summary>Failures that a histogram of durations tells by its attribute <c>error.type</c>.</summary>
    public const string FailedByDuration = "failed_by_duration";

    private readonly Dictionary<string, double> _growth = [];
    private readonly Dictionary<string, BucketHistogram> _histograms = [];
    private readonly Dictionary<(string Metric, string Key), double> _levels = [];

    /// <summary>Requests being worked on, waiting, and the share of the cache in use; null where nobody says.</summary>
    public double? Running { get; set; }

    /// <inheritdoc cref="Running"/>
    public double? Waiting { get; set; }

    /// <inheritdoc cref="Running"/>
    public double? CacheUsage { get; set; }

    /// <summary>Requests that ended; null where nobody says.</summary>
    public double? Requests => Ended is { } counted ? counted + Failed + Cancelled : Latency?.Count;

    /// <summary>Those that failed.</summary>
    public double Failed => Ended is null ? _growth.GetValueOrDefault(FailedByDuration) : Grown(InferenceMetrics.Requests, "failure");

    /// <summary>Those that were called off.</summary>
    public double Cancelled => Grown(InferenceMetrics.Requests, "cancelled");

    /// <summary>Tokens read; null where nobody says.</summary>
    public double? InputTokens => Growth(InferenceMetrics.InputTokens) ?? Histogram(InferenceMetrics.RequestInputTokens)?.Sum ?? Histogram(InferenceMetrics.ClientTokens + "/input")?.Sum;

    /// <summary>Tokens made; null where nobody says.</summary>
    public double? OutputTokens => Growth(InferenceMetrics.OutputTokens) ?? Histogram(InferenceMetrics.RequestOutputTokens)?.Sum ?? Histogram(InferenceMetrics.ClientTokens + "/output")?.Sum;

    /// <summary>Whether anything tells of requests.</summary>
    public bool IsEmpty => _growth.Count == 0 && _histograms.Count == 0 && Running is null && Waiting is null;

    /// <summary>How long requests took.</summary>
    public BucketHistogram? Latency => Histogram(InferenceMetrics.RequestDuration) ?? Histogram(InferenceMetrics.ClientDuration);

    /// <summary>Mean time of a request, seconds; null where nobody says.</summary>
    public double? MeanSeconds => Latency?.Mean ?? (Growth(InferenceMetrics.RequestTime) is { } time && Requests > 0 ? time / Requests : null);

    private double? Ended => _growth.TryGetValue(InferenceMetrics.Requests + "/success", out double count) || _growth.ContainsKey(InferenceMetrics.Requests + "/failure") ? count : null;

    /// <summary>Adds what a counter grew by.</summary>
    public void Grow(string metric, double by) => _growth[metric] = _growth.GetValueOrDefault(metric) + by;

    /// <summary>Takes the level of a series, its newest of the stretch, and gives that of all series of its metric together.</summary>
    public double Level(string metric, string key, double value)
    {
        _levels[(metric, key)] = value;
        return _levels.Where(level => level.Key.Metric == metric).Sum(level => level.Value);
    }

    /// <summary>The histogram of a metric, made when there is none.</summary>
    public BucketHistogram HistogramOf(string metric)
    {
        if (!_histograms.TryGetValue(metric, out BucketHistogram? histogram))
        {
            _histograms.Add(metric, histogram = new BucketHistogram());
        }

        return histogram;
    }

    /// <summary>Adds another stretch, or another engine in the same. Levels of engines add up; the cache's is the fullest.</summary>
    public void Add(InferenceFigures other)
    {
        foreach ((string metric, double by) in other.Told())
        {
            Grow(metric, by);
        }

        foreach ((string metric, BucketHistogram histogram) in other._histograms)
        {
            HistogramOf(metric).Add(histogram);
        }

        Running = Sum(Running, other.Running);
        Waiting = Sum(Waiting, other.Waiting);
        CacheUsage = CacheUsage is { } usage && other.CacheUsage is { } second ? Math.Max(usage, second) : CacheUsage ?? other.CacheUsage;
    }

    /// <summary>As JSON.</summary>
    /// <param name="seconds">How long the stretch is.</param>
    public JsonObject ToJson(double seconds) => new()
    {
        ["requests"] = Whole(Requests),
        ["failed"] = Whole(Failed),
        ["cancelled"] = Whole(Cancelled),
        ["requests_per_second"] = Requests / seconds,
        ["input_tokens"] = Whole(InputTokens),
        ["output_tokens"] = Whole(OutputTokens),
        ["output_tokens_per_second"] = OutputTokens / seconds,
        ["latency"] = Durations(Latency, MeanSeconds),
        ["time_to_first_token"] = Durations(Histogram(InferenceMetrics.TimeToFirstToken), null),
        ["time_per_output_token"] = Durations(Histogram(InferenceMetrics.TimePerOutputToken), null),
        ["queue"] = Durations(Histogram(InferenceMetrics.QueueDuration), PerRequest(InferenceMetrics.QueueTime)),
        ["processing"] = Durations(Histogram(InferenceMetrics.ProcessingDuration), PerRequest(InferenceMetrics.ProcessingTime)),
        ["batch_size"] = Histogram(InferenceMetrics.BatchSize)?.Mean ?? (Growth(InferenceMetrics.Batches) is > 0 and var batches && Growth(InferenceMetrics.Inferences) is { } inferences ? inferences / batches : null),
        ["preemptions"] = Whole(Growth(InferenceMetrics.Preemptions)),
        ["running"] = Running,
        ["waiting"] = Waiting,
        ["kv_cache_usage"] = CacheUsage,
    };

    // Where engines differ in what tells of requests and tokens, a sum by name would leave the others out.
    private IEnumerable<(string Metric, double By)> Told()
    {
        foreach ((string metric, double by) in _growth)
        {
            if (metric is not (InferenceMetrics.InputTokens or InferenceMetrics.OutputTokens or InferenceMetrics.Requests + "/success" or InferenceMetrics.Requests + "/failure" or FailedByDuration))
            {
                yield return (metric, by);
            }
        }

        if (Requests is { } requests)
        {
            yield return (InferenceMetrics.Requests + "/success", requests - Failed - Cancelled);
            yield return (InferenceMetrics.Requests + "/failure", Failed);
        }

        if (InputTokens is { } input)
        {
            yield return (InferenceMetrics.InputTokens, input);
        }

        if (OutputTokens is { } output)
        {
            yield return (InferenceMetrics.OutputTokens, output);
        }
    }

    private static JsonObject? Durations(BucketHistogram? histogram, double? mean) => (histogram?.Mean ?? mean) is not { } known ? null : new JsonObject
    {
        ["mean_seconds"] = known,
        ["p50_seconds"] = histogram?.Quantile(0.5),
        ["p95_seconds"] = histogram?.Quantile(0.95),
        ["p99_seconds"] = histogram?.Quantile(0.99),
    };

    private double? PerRequest(string metric) => Growth(metric) is { } time && Requests > 0 ? time / Requests : null;

    private double? Growth(string metric) => _growth.TryGetValue(metric, out double by) ? by : null;

    private double Grown(string metric, string outcome) => _growth.GetValueOrDefault(metric + "/" + outcome);

    private BucketHistogram? Histogram(string metric) => _histograms.GetValueOrDefault(metric);

    private static double? Sum(double? a, double? b) => a is null ? b : a + (b ?? 0);

    private static long? Whole(double? value) => value is { } known ? (long)Math.Round(known) : null;
}
