using Vigil.Core.Metrics;

namespace Vigil.Core.Runs;

/// <summary>A subject as stored.</summary>
/// <param name="Id">Number within the database.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Key">Stable name within the run.</param>
/// <param name="Attributes">Descriptive facts as last revised.</param>
/// <param name="FirstSeen">Time of its first sample, seconds since the Unix epoch.</param>
/// <param name="LastSeen">Time of its latest sample, seconds since the Unix epoch.</param>
public sealed record StoredSubject(
    long Id,
    SubjectKind Kind,
    string Key,
    IReadOnlyDictionary<string, string> Attributes,
    double FirstSeen,
    double LastSeen)
{
    /// <summary>Its columns: those of its kind, or, of an instrument, its own.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = MetricCatalogue.MetricsOf(Kind);
}
