namespace Vigil.Core.Series;

/// <summary>Series cut into buckets of equal length, columnar.</summary>
/// <param name="UnixMilliseconds">Start of each bucket, ascending.</param>
/// <param name="StepMilliseconds">Length of a bucket.</param>
/// <param name="Columns">By metric name, in the metric's unit (counters: per second).</param>
public sealed record SeriesBuckets(long[] UnixMilliseconds, long StepMilliseconds, IReadOnlyDictionary<string, BucketColumn> Columns);
