namespace Vigil.Core.Metrics;

/// <summary>
/// Builds the columns of one <see cref="SubjectKind"/> in the order in which they are declared.
/// </summary>
/// <param name="subject">The kind whose columns these are.</param>
public sealed class MetricTable(SubjectKind subject)
{
    private readonly List<Metric> _metrics = [];

    /// <summary>The kind whose columns these are.</summary>
    public SubjectKind Subject { get; } = subject;

    /// <summary>The columns, by index.</summary>
    public IReadOnlyList<Metric> Metrics => _metrics;

    /// <summary>Declares a level. See <see cref="Metric"/> for the arguments.</summary>
    public Metric Gauge(string name, string unit, double scale, string source, string description) =>
        Add(name, MetricKind.Gauge, unit, scale, source, description);

    /// <summary>Declares a total that only grows. See <see cref="Metric"/> for the arguments.</summary>
    public Metric Counter(string name, string unit, double scale, string source, string description) =>
        Add(name, MetricKind.Counter, unit, scale, source, description);

    private Metric Add(string name, MetricKind kind, string unit, double scale, string source, string description)
    {
        var metric = new Metric(Subject, _metrics.Count, name, kind, unit, scale, source, description);
        _metrics.Add(metric);
        return metric;
    }
}
