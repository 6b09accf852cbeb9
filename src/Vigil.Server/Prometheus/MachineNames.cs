using Vigil.Core.Metrics;
using static Vigil.Server.Prometheus.Mapping;

namespace Vigil.Server.Prometheus;

/// <summary>
/// The machine in the words of node_exporter. Where its names break Prometheus' own rules (promtool check metrics), a name of
/// Vigil's stands in the ordinary lists, and node_exporter's own is told besides to whoever asks for the exporters' names.
/// </summary>
internal static class MachineNames
{
    private const string Seconds = "seconds";
    private const string Bytes = "bytes";

    private static readonly double s_pagesPerByte = 1.0 / Environment.SystemPageSize;

    /// <summary>CPU time by mode, the mean of all processors.</summary>
    public static readonly Family CpuSeconds = new("node_cpu_seconds_total", FamilyType.Counter, "CPU time by mode, the mean of all processors", Seconds);

    public static readonly Family CpuCount = new("vigil_machine_cpus", FamilyType.Gauge, SystemMetrics.CpuCount.Description);

    public static readonly (Metric Metric, string Mode)[] CpuModes =
    [
        (SystemMetrics.CpuUser, "user"), (SystemMetrics.CpuSystem, "system"), (SystemMetrics.CpuIoWait, "iowait"), (SystemMetrics.CpuSteal, "steal"), (SystemMetrics.CpuIdle, "idle"),
    ];

    public static readonly Mapping[] System =
    [
        Gauge(SystemMetrics.Load1, "node_load1"),
        Gauge(SystemMetrics.Load5, "node_load5"),
        Gauge(SystemMetrics.Load15, "node_load15"),
        Counter(SystemMetrics.Forks, "node_forks_total"),
        Counter(SystemMetrics.PressureCpuSome, "node_pressure_cpu_waiting_seconds_total", Seconds),
        Counter(SystemMetrics.PressureMemorySome, "node_pressure_memory_waiting_seconds_total", Seconds),
        Counter(SystemMetrics.PressureMemoryFull, "node_pressure_memory_stalled_seconds_total", Seconds),
        Counter(SystemMetrics.PressureIoSome, "node_pressure_io_waiting_seconds_total", Seconds),
        Counter(SystemMetrics.PressureIoFull, "node_pressure_io_stalled_seconds_total", Seconds),
        Untyped(SystemMetrics.MajorFaults, "node_vmstat_pgmajfault"),
        Untyped(SystemMetrics.OomKills, "node_vmstat_oom_kill"),
        Untyped(SystemMetrics.SwapIn, "node_vmstat_pswpin", s_pagesPerByte),
        Untyped(SystemMetrics.SwapOut, "node_vmstat_pswpout", s_pagesPerByte),
        Gauge(SystemMetrics.MemoryTotal, "vigil_machine_memory_total_bytes", Bytes),
        Gauge(SystemMetrics.MemoryUsed, "vigil_machine_memory_used_bytes", Bytes),
        Gauge(SystemMetrics.MemoryAvailable, "vigil_machine_memory_available_bytes", Bytes),
        Gauge(SystemMetrics.MemoryFree, "vigil_machine_memory_free_bytes", Bytes),
        Gauge(SystemMetrics.MemoryCached, "vigil_machine_memory_cached_bytes", Bytes),
        Gauge(SystemMetrics.MemoryShared, "vigil_machine_memory_shared_bytes", Bytes),
        Gauge(SystemMetrics.MemoryDirty, "vigil_machine_memory_dirty_bytes", Bytes),
        Gauge(SystemMetrics.SwapTotal, "vigil_machine_swap_total_bytes", Bytes),
        Gauge(SystemMetrics.SwapUsed, "vigil_machine_swap_used_bytes", Bytes),
    ];

    /// <summary>node_exporter's names that are not in snake case.</summary>
    public static readonly Mapping[] SystemExporter =
    [
        Gauge(SystemMetrics.MemoryTotal, "node_memory_MemTotal_bytes", Bytes),
        Gauge(SystemMetrics.MemoryAvailable, "node_memory_MemAvailable_bytes", Bytes),
        Gauge(SystemMetrics.MemoryFree, "node_memory_MemFree_bytes", Bytes),
        Gauge(SystemMetrics.MemoryShared, "node_memory_Shmem_bytes", Bytes),
        Gauge(SystemMetrics.MemoryDirty, "node_memory_Dirty_bytes", Bytes),
        Gauge(SystemMetrics.SwapTotal, "node_memory_SwapTotal_bytes", Bytes),
    ];

    /// <summary>What node_exporter counts as free is not recorded, but follows: total without used.</summary>
    public static readonly Family SwapFree = new("node_memory_SwapFree_bytes", FamilyType.Gauge, "Swap space not in use", Bytes);

    public static readonly Mapping[] CpuCore =
    [
        Counter(CpuCoreMetrics.Busy, "vigil_cpu_busy_seconds_total", Seconds),
        Counter(CpuCoreMetrics.IoWait, "vigil_cpu_iowait_seconds_total", Seconds),
    ];

    public static readonly Mapping[] Disk =
    [
        Counter(DiskMetrics.ReadBytes, "node_disk_read_bytes_total", Bytes),
        Counter(DiskMetrics.WriteBytes, "node_disk_written_bytes_total", Bytes),
        Counter(DiskMetrics.ReadOperations, "node_disk_reads_completed_total"),
        Counter(DiskMetrics.WriteOperations, "node_disk_writes_completed_total"),
        Counter(DiskMetrics.BusyTime, "node_disk_io_time_seconds_total", Seconds),
    ];

    public static readonly Mapping[] FileSystem =
    [
        Gauge(FileSystemMetrics.Total, "node_filesystem_size_bytes", Bytes),
        Gauge(FileSystemMetrics.Available, "node_filesystem_avail_bytes", Bytes),
        Gauge(FileSystemMetrics.AvailableInodes, "node_filesystem_files_free"),
    ];

    public static readonly Mapping[] Network =
    [
        Counter(NetworkMetrics.ReceivedBytes, "node_network_receive_bytes_total", Bytes),
        Counter(NetworkMetrics.SentBytes, "node_network_transmit_bytes_total", Bytes),
        Counter(NetworkMetrics.ReceiveErrors, "node_network_receive_errs_total"),
        Counter(NetworkMetrics.SendErrors, "node_network_transmit_errs_total"),
        Counter(NetworkMetrics.ReceiveDrops, "node_network_receive_drop_total"),
        Counter(NetworkMetrics.SendDrops, "node_network_transmit_drop_total"),
    ];
}
