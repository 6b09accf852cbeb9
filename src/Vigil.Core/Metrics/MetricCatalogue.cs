using System.Collections.Frozen;

namespace Vigil.Core.Metrics;

/// <summary>Every metric that Vigil records. The one place to look one up, and the one list to add a table to.</summary>
public static class MetricCatalogue
{
    /// <summary>The tables of all kinds of subject, in the order in which people read them.</summary>
    public static IReadOnlyList<MetricTable> Tables { get; } =
    [
        SystemMetrics.Table,
        CpuCoreMetrics.Table,
        DiskMetrics.Table,
        FileSystemMetrics.Table,
        NetworkMetrics.Table,
        CgroupMetrics.Table,
        ProcessMetrics.Table,
        GpuMetrics.Table,
        GpuProcessMetrics.Table,
        RecorderMetrics.Table,
    ];

    private static readonly FrozenDictionary<string, Metric> s_byName =
        Tables.SelectMany(table => table.Metrics).ToFrozenDictionary(metric => metric.Name);

    /// <summary>The table of one kind of subject.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The kind is none of <see cref="SubjectKind"/>.</exception>
    public static MetricTable Of(SubjectKind kind) => kind switch
    {
        SubjectKind.System => SystemMetrics.Table,
        SubjectKind.CpuCore => CpuCoreMetrics.Table,
        SubjectKind.Disk => DiskMetrics.Table,
        SubjectKind.FileSystem => FileSystemMetrics.Table,
        SubjectKind.Network => NetworkMetrics.Table,
        SubjectKind.Cgroup => CgroupMetrics.Table,
        SubjectKind.Process => ProcessMetrics.Table,
        SubjectKind.Gpu => GpuMetrics.Table,
        SubjectKind.GpuProcess => GpuProcessMetrics.Table,
        SubjectKind.Recorder => RecorderMetrics.Table,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of subject."),
    };

    /// <summary>Finds a metric by its stored name; null when there is none.</summary>
    public static Metric? Find(string name) => s_byName.GetValueOrDefault(name);
}
