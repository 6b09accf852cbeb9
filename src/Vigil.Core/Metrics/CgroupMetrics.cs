namespace Vigil.Core.Metrics;

/// <summary>Readings of the container or control group the program runs in.</summary>
public static class CgroupMetrics
{
    /// <summary>All of them, by column.</summary>
    public static MetricTable Table { get; } = new(SubjectKind.Cgroup);

    /// <summary>Memory limit, the lowest of the group and its parents; not available when unlimited.</summary>
    public static readonly Metric MemoryLimit = Table.Gauge("container.memory.limit", Units.Bytes, 1, "v2 memory.max, v1 memory.limit_in_bytes", "Memory limit, the lowest of the group and its parents; not available when unlimited");

    /// <summary>Memory charged to the group, page cache included.</summary>
    public static readonly Metric MemoryUsage = Table.Gauge("container.memory.usage", Units.Bytes, 1, "v2 memory.current, v1 memory.usage_in_bytes", "Memory charged to the group, page cache included");

    /// <summary>Memory that cannot simply be dropped.</summary>
    public static readonly Metric MemoryWorkingSet = Table.Gauge("container.memory.working_set", Units.Bytes, 1, "usage minus memory.stat inactive_file", "Memory that cannot simply be dropped");

    /// <summary>Highest memory charged so far.</summary>
    public static readonly Metric MemoryPeak = Table.Gauge("container.memory.peak", Units.Bytes, 1, "v2 memory.peak, v1 memory.max_usage_in_bytes", "Highest memory charged so far");

    /// <summary>Memory of programs, not backed by files.</summary>
    public static readonly Metric AnonymousMemory = Table.Gauge("container.memory.anon", Units.Bytes, 1, "memory.stat anon or rss", "Memory of programs, not backed by files");

    /// <summary>Page cache charged to the group.</summary>
    public static readonly Metric FileMemory = Table.Gauge("container.memory.file", Units.Bytes, 1, "memory.stat file or cache", "Page cache charged to the group");

    /// <summary>Shared memory and tmpfs charged to the group.</summary>
    public static readonly Metric SharedMemory = Table.Gauge("container.memory.shmem", Units.Bytes, 1, "memory.stat shmem", "Shared memory and tmpfs charged to the group");

    /// <summary>Swap charged to the group.</summary>
    public static readonly Metric SwapUsage = Table.Gauge("container.memory.swap", Units.Bytes, 1, "v2 memory.swap.current, v1 memsw minus usage", "Swap charged to the group");

    /// <summary>Times that the memory limit was hit.</summary>
    public static readonly Metric LimitHits = Table.Counter("container.memory.failcnt", Units.One, 1, "v2 memory.events max, v1 memory.failcnt plus memory.memsw.failcnt", "Times that the memory limit was hit");

    /// <summary>Times that the group ran out of memory.</summary>
    public static readonly Metric OomEvents = Table.Counter("container.memory.oom", Units.One, 1, "v2 memory.events oom, v1 memory.oom_control under_oom edges", "Times that the group ran out of memory");

    /// <summary>Processes of the group killed for want of memory.</summary>
    public static readonly Metric OomKills = Table.Counter("container.memory.oom_kills", Units.One, 1, "v2 memory.events oom_kill, v1 memory.oom_control oom_kill", "Processes of the group killed for want of memory");

    /// <summary>CPU time used by the group.</summary>
    public static readonly Metric CpuTime = Table.Counter("container.cpu.time", Units.Seconds, 1e-6, "v2 cpu.stat usage_usec, v1 cpuacct.usage", "CPU time used by the group");

    /// <summary>CPUs that the group may use; not available when unlimited.</summary>
    public static readonly Metric CpuLimit = Table.Gauge("container.cpu.limit", Units.One, 0.01, "v2 cpu.max, v1 cpu.cfs_quota_us", "CPUs that the group may use; not available when unlimited");

    /// <summary>Enforcement periods elapsed.</summary>
    public static readonly Metric CpuPeriods = Table.Counter("container.cpu.periods", Units.One, 1, "cpu.stat nr_periods", "Enforcement periods elapsed");

    /// <summary>Enforcement periods in which the group was held back.</summary>
    public static readonly Metric CpuThrottledPeriods = Table.Counter("container.cpu.throttled_periods", Units.One, 1, "cpu.stat nr_throttled", "Enforcement periods in which the group was held back");

    /// <summary>Time for which the group was held back.</summary>
    public static readonly Metric CpuThrottledTime = Table.Counter("container.cpu.throttled_time", Units.Seconds, 1e-6, "v2 cpu.stat throttled_usec, v1 throttled_time", "Time for which the group was held back");

    /// <summary>Time in which some task of the group waited for memory (PSI).</summary>
    public static readonly Metric PressureMemorySome = Table.Counter("container.pressure.memory.some", Units.Seconds, 1e-6, "v2 memory.pressure", "Time in which some task of the group waited for memory (PSI)");

    /// <summary>Time in which all tasks of the group waited for memory (PSI).</summary>
    public static readonly Metric PressureMemoryFull = Table.Counter("container.pressure.memory.full", Units.Seconds, 1e-6, "v2 memory.pressure", "Time in which all tasks of the group waited for memory (PSI)");
}
