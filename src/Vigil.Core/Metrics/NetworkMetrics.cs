namespace Vigil.Core.Metrics;

/// <summary>Readings of one network interface.</summary>
public static class NetworkMetrics
{
    /// <summary>All of them, by column.</summary>
    public static MetricTable Table { get; } = new(SubjectKind.Network);

    /// <summary>Bytes received.</summary>
    public static readonly Metric ReceivedBytes = Table.Counter("system.network.io.receive", Units.Bytes, 1, "/proc/net/dev", "Bytes received");

    /// <summary>Bytes sent.</summary>
    public static readonly Metric SentBytes = Table.Counter("system.network.io.transmit", Units.Bytes, 1, "/proc/net/dev", "Bytes sent");

    /// <summary>Receive errors.</summary>
    public static readonly Metric ReceiveErrors = Table.Counter("system.network.errors.receive", Units.One, 1, "/proc/net/dev", "Receive errors");

    /// <summary>Send errors.</summary>
    public static readonly Metric SendErrors = Table.Counter("system.network.errors.transmit", Units.One, 1, "/proc/net/dev", "Send errors");

    /// <summary>Received packets dropped.</summary>
    public static readonly Metric ReceiveDrops = Table.Counter("system.network.dropped.receive", Units.One, 1, "/proc/net/dev", "Received packets dropped");

    /// <summary>Outgoing packets dropped.</summary>
    public static readonly Metric SendDrops = Table.Counter("system.network.dropped.transmit", Units.One, 1, "/proc/net/dev", "Outgoing packets dropped");
}
