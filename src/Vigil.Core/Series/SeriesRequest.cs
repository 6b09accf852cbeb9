namespace Vigil.Core.Series;

/// <summary>Series of one subject, wanted for so many pixels.</summary>
/// <param name="RunId">The run.</param>
/// <param name="SubjectId">The subject.</param>
/// <param name="Metrics">Metric names; counters are answered as growth per second.</param>
/// <param name="FromUnixMilliseconds">First instant, inclusive.</param>
/// <param name="ToUnixMilliseconds">Last instant, exclusive.</param>
/// <param name="Points">The most buckets that the window is cut into, 1 to 10,000.</param>
public sealed record SeriesRequest(string RunId, long SubjectId, IReadOnlyList<string> Metrics, long FromUnixMilliseconds, long ToUnixMilliseconds, int Points);
