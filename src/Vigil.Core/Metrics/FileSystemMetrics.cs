namespace Vigil.Core.Metrics;

/// <summary>Space behind one watched path.</summary>
public static class FileSystemMetrics
{
    /// <summary>All of them, by column.</summary>
    public static MetricTable Table { get; } = new(SubjectKind.FileSystem);

    /// <summary>Size of the file system.</summary>
    public static readonly Metric Total = Table.Gauge("system.filesystem.limit", Units.Bytes, 1, "statvfs", "Size of the file system");

    /// <summary>Space that the program may still use.</summary>
    public static readonly Metric Available = Table.Gauge("system.filesystem.usage.free", Units.Bytes, 1, "statvfs", "Space that the program may still use");

    /// <summary>Files that may still be created.</summary>
    public static readonly Metric AvailableInodes = Table.Gauge("system.filesystem.inodes.free", Units.One, 1, "statvfs", "Files that may still be created");
}
