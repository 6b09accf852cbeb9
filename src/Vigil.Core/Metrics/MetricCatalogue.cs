using System.Collections.Frozen;

namespace Vigil.Core.Metrics;

/// <summary>
/// Every metric that Vigil itself reads. The one place to look one up, and the one list to add a table to. What programs report
/// of their own accord (<see cref="SubjectKind.Instrument"/>) is described where it is stored.
/// </summary>
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
    /// <exception cref="ArgumentOutOfRangeException">The kind is none of <see cref="SubjectKind"/>, or <see cref="SubjectKind.Instrument"/>, whose subjects have columns of their own.</exception>
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

    /// <summary>The columns of one kind of subject; none for kinds that are not known here.</summary>
    public static IReadOnlyList<Metric> MetricsOf(SubjectKind kind)
    {
        foreach (MetricTable table in Tables)
        {
            if (table.Subject == kind)
            {
                return table.Metrics;
            }
        }

        return [];
    }

    /// <summary>Finds a metric by its stored name; null when there is none.</summary>
    public static Metric? Find(string name) => s_byName.GetValueOrDefault(name);
}
