namespace Vigil.Server.Prometheus;

/// <summary>What Prometheus calls the type of a metric.</summary>
internal enum FamilyType
{
    /// <summary>A level.</summary>
    Gauge,

    /// <summary>A total that only grows.</summary>
    Counter,

    /// <summary>Not said: what other exporters leave open stays open here.</summary>
    Untyped,
}
