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

    /// <summary>Declares a quantity of any magnitude, kept exactly as a floating point number.</summary>
    public Metric Real(string name, MetricKind kind, string unit, string source, string description) =>
        Add(new Metric(Subject, _metrics.Count, name, kind, unit, 1, source, description) { IsReal = true });

    private Metric Add(string name, MetricKind kind, string unit, double scale, string source, string description) =>
        Add(new Metric(Subject, _metrics.Count, name, kind, unit, scale, source, description));

    private Metric Add(Metric metric)
    {
        _metrics.Add(metric);
        return metric;
    }
}
