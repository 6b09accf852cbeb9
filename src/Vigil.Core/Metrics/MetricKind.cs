namespace Vigil.Core.Metrics;

/// <summary>How the values of a metric behave over time. The numbers are stored.</summary>
public enum MetricKind
{
    /// <summary>A level that goes up and down; meaningful by itself.</summary>
    Gauge = 1,

    /// <summary>A total that only grows (until its source restarts); its difference over time is what matters.</summary>
    Counter = 2,
}
