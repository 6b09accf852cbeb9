namespace Vigil.Core.Metrics;

/// <summary>Readings of one block device.</summary>
public static class DiskMetrics
{
    /// <summary>All of them, by column.</summary>
    public static MetricTable Table { get; } = new(SubjectKind.Disk);

    /// <summary>Bytes read.</summary>
    public static readonly Metric ReadBytes = Table.Counter("system.disk.io.read", Units.Bytes, 1, "/proc/diskstats", "Bytes read");

    /// <summary>Bytes written.</summary>
    public static readonly Metric WriteBytes = Table.Counter("system.disk.io.write", Units.Bytes, 1, "/proc/diskstats", "Bytes written");

    /// <summary>Read requests completed.</summary>
    public static readonly Metric ReadOperations = Table.Counter("system.disk.operations.read", Units.One, 1, "/proc/diskstats", "Read requests completed");

    /// <summary>Write requests completed.</summary>
    public static readonly Metric WriteOperations = Table.Counter("system.disk.operations.write", Units.One, 1, "/proc/diskstats", "Write requests completed");

    /// <summary>Time with at least one request outstanding.</summary>
    public static readonly Metric BusyTime = Table.Counter("system.disk.io_time", Units.Seconds, 0.001, "/proc/diskstats", "Time with at least one request outstanding");
}
