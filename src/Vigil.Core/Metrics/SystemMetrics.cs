namespace Vigil.Core.Metrics;

/// <summary>Readings of the machine as a whole.</summary>
public static class SystemMetrics
{
    private const double Tick = 0.01;
    private const double Microsecond = 1e-6;

    /// <summary>All of them, by column.</summary>
    public static MetricTable Table { get; } = new(SubjectKind.System);

    /// <summary>CPU time in user mode, nice included, all cores together.</summary>
    public static readonly Metric CpuUser = Table.Counter("system.cpu.time.user", Units.Seconds, Tick, "/proc/stat", "CPU time in user mode, nice included, all cores");

    /// <summary>CPU time in the kernel, interrupts included.</summary>
    public static readonly Metric CpuSystem = Table.Counter("system.cpu.time.system", Units.Seconds, Tick, "/proc/stat", "CPU time in the kernel, interrupts included, all cores");

    /// <summary>CPU time idle while a disk request was outstanding.</summary>
    public static readonly Metric CpuIoWait = Table.Counter("system.cpu.time.iowait", Units.Seconds, Tick, "/proc/stat", "CPU time idle while a disk request was outstanding, all cores");

    /// <summary>CPU time taken by the hypervisor for others.</summary>
    public static readonly Metric CpuSteal = Table.Counter("system.cpu.time.steal", Units.Seconds, Tick, "/proc/stat", "CPU time that the hypervisor gave to others, all cores");

    /// <summary>CPU time idle.</summary>
    public static readonly Metric CpuIdle = Table.Counter("system.cpu.time.idle", Units.Seconds, Tick, "/proc/stat", "CPU time idle, all cores");

    /// <summary>Number of logical processors online.</summary>
    public static readonly Metric CpuCount = Table.Gauge("system.cpu.logical.count", Units.One, 1, "/proc/stat", "Logical processors online");

    /// <summary>Runnable and uninterruptible tasks, mean of 1 minute.</summary>
    public static readonly Metric Load1 = Table.Gauge("system.linux.load.1m", Units.One, 0.01, "/proc/loadavg", "Load average over 1 minute");

    /// <summary>Load average over 5 minutes.</summary>
    public static readonly Metric Load5 = Table.Gauge("system.linux.load.5m", Units.One, 0.01, "/proc/loadavg", "Load average over 5 minutes");

    /// <summary>Load average over 15 minutes.</summary>
    public static readonly Metric Load15 = Table.Gauge("system.linux.load.15m", Units.One, 0.01, "/proc/loadavg", "Load average over 15 minutes");

    /// <summary>Processes and threads created since boot.</summary>
    public static readonly Metric Forks = Table.Counter("system.process.created", Units.One, 1, "/proc/stat", "Processes and threads created since boot");

    /// <summary>Time in which some task waited for a CPU.</summary>
    public static readonly Metric PressureCpuSome = Table.Counter("system.pressure.cpu.some", Units.Seconds, Microsecond, "/proc/pressure/cpu", "Time in which some task waited for a CPU (PSI)");

    /// <summary>Time in which some task waited for memory.</summary>
    public static readonly Metric PressureMemorySome = Table.Counter("system.pressure.memory.some", Units.Seconds, Microsecond, "/proc/pressure/memory", "Time in which some task waited for memory (PSI)");

    /// <summary>Time in which every task waited for memory.</summary>
    public static readonly Metric PressureMemoryFull = Table.Counter("system.pressure.memory.full", Units.Seconds, Microsecond, "/proc/pressure/memory", "Time in which all tasks waited for memory (PSI)");

    /// <summary>Time in which some task waited for a disk.</summary>
    public static readonly Metric PressureIoSome = Table.Counter("system.pressure.io.some", Units.Seconds, Microsecond, "/proc/pressure/io", "Time in which some task waited for I/O (PSI)");

    /// <summary>Time in which every task waited for a disk.</summary>
    public static readonly Metric PressureIoFull = Table.Counter("system.pressure.io.full", Units.Seconds, Microsecond, "/proc/pressure/io", "Time in which all tasks waited for I/O (PSI)");

    /// <summary>Physical memory.</summary>
    public static readonly Metric MemoryTotal = Table.Gauge("system.memory.limit", Units.Bytes, 1, "/proc/meminfo", "Physical memory");

    /// <summary>Physical memory that is not available: total minus available.</summary>
    public static readonly Metric MemoryUsed = Table.Gauge("system.memory.usage.used", Units.Bytes, 1, "/proc/meminfo", "Memory in use: total minus available");

    /// <summary>Memory that programs can still get without swapping, by the kernel's estimate.</summary>
    public static readonly Metric MemoryAvailable = Table.Gauge("system.memory.linux.available", Units.Bytes, 1, "/proc/meminfo", "Memory that programs can still get without swapping");

    /// <summary>Memory that nobody uses.</summary>
    public static readonly Metric MemoryFree = Table.Gauge("system.memory.usage.free", Units.Bytes, 1, "/proc/meminfo", "Memory that nobody uses");

    /// <summary>Page cache, buffers and reclaimable slab.</summary>
    public static readonly Metric MemoryCached = Table.Gauge("system.memory.usage.cached", Units.Bytes, 1, "/proc/meminfo", "Page cache, buffers and reclaimable slab");

    /// <summary>Shared memory and tmpfs.</summary>
    public static readonly Metric MemoryShared = Table.Gauge("system.memory.linux.shared", Units.Bytes, 1, "/proc/meminfo", "Shared memory and tmpfs, /dev/shm included");

    /// <summary>Data waiting to be written to disk.</summary>
    public static readonly Metric MemoryDirty = Table.Gauge("system.memory.linux.dirty", Units.Bytes, 1, "/proc/meminfo", "Data waiting to be written to disk");

    /// <summary>Swap space.</summary>
    public static readonly Metric SwapTotal = Table.Gauge("system.paging.limit", Units.Bytes, 1, "/proc/meminfo", "Swap space");

    /// <summary>Swap space in use.</summary>
    public static readonly Metric SwapUsed = Table.Gauge("system.paging.usage", Units.Bytes, 1, "/proc/meminfo", "Swap space in use");

    /// <summary>Bytes read back from swap.</summary>
    public static readonly Metric SwapIn = Table.Counter("system.paging.io.in", Units.Bytes, 1, "/proc/vmstat pswpin", "Read back from swap");

    /// <summary>Bytes written to swap.</summary>
    public static readonly Metric SwapOut = Table.Counter("system.paging.io.out", Units.Bytes, 1, "/proc/vmstat pswpout", "Written to swap");

    /// <summary>Page faults that needed a disk.</summary>
    public static readonly Metric MajorFaults = Table.Counter("system.paging.faults.major", Units.One, 1, "/proc/vmstat pgmajfault", "Page faults that needed a disk");

    /// <summary>Processes killed for want of memory.</summary>
    public static readonly Metric OomKills = Table.Counter("system.memory.oom_kills", Units.One, 1, "/proc/vmstat oom_kill", "Processes that the kernel killed for want of memory");
}
