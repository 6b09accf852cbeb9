using Vigil.Core.Live;
using Vigil.Core.Metrics;

namespace Vigil.Server.Prometheus;

/// <summary>Under what name a recorded metric is told.</summary>
/// <param name="Metric">What is recorded.</param>
/// <param name="Family">What it is called.</param>
/// <param name="Factor">From the unit that it is recorded in to that of the family.</param>
/// <param name="Label">A label that tells it from others of the family; empty for none.</param>
/// <param name="LabelValue">The label's value.</param>
internal sealed record Mapping(Metric Metric, Family Family, double Factor = 1, string Label = "", string LabelValue = "")
{
    public static Mapping Gauge(Metric metric, string name, string unit = "", double factor = 1) => new(metric, new Family(name, FamilyType.Gauge, metric.Description, unit), factor);

    public static Mapping Counter(Metric metric, string name, string unit = "") => new(metric, new Family(name, FamilyType.Counter, metric.Description, unit));

    public static Mapping Untyped(Metric metric, string name, double factor = 1) => new(metric, new Family(name, FamilyType.Untyped, metric.Description), factor);

    /// <summary>The value of a sample; null when it has none. Decimal, so that what was counted in hundredths is told in hundredths.</summary>
    public double? Of(SubjectReadings readings) =>
        readings.Stored(Metric) is { } stored ? (double)((decimal)stored * (decimal)(Metric.Scale * Factor)) : null;
}
