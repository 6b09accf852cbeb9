namespace Vigil.Core.Metrics;

/// <summary>Readings of one logical processor.</summary>
public static class CpuCoreMetrics
{
    /// <summary>All of them, by column.</summary>
    public static MetricTable Table { get; } = new(SubjectKind.CpuCore);

    /// <summary>Time busy: user, nice, kernel, interrupts and steal.</summary>
    public static readonly Metric Busy = Table.Counter("system.cpu.core.time.busy", Units.Seconds, 0.01, "/proc/stat", "Time busy: user, nice, kernel, interrupts, steal");

    /// <summary>Time idle while a disk request was outstanding.</summary>
    public static readonly Metric IoWait = Table.Counter("system.cpu.core.time.iowait", Units.Seconds, 0.01, "/proc/stat", "Time idle while a disk request was outstanding");
}
