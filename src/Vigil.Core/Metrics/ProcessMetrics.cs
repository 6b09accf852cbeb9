namespace Vigil.Core.Metrics;

/// <summary>Readings of one process of the watched tree.</summary>
public static class ProcessMetrics
{
    /// <summary>All of them, by column.</summary>
    public static MetricTable Table { get; } = new(SubjectKind.Process);

    /// <summary>Resident memory.</summary>
    public static readonly Metric Resident = Table.Gauge("process.memory.usage", Units.Bytes, 1, "/proc/PID/statm", "Resident memory");

    /// <summary>Resident memory backed by files or shared memory.</summary>
    public static readonly Metric Shared = Table.Gauge("process.memory.shared", Units.Bytes, 1, "/proc/PID/statm", "Resident memory backed by files or shared memory");

    /// <summary>Resident memory with shared pages divided among their users (PSS); read less often, as it is dear, and moved with resident memory in between.</summary>
    public static readonly Metric Proportional = Table.Gauge("process.memory.proportional", Units.Bytes, 1, "/proc/PID/smaps_rollup", "Resident memory with shared pages divided among their users (PSS); read less often, as it is dear, and moved with resident memory in between");

    /// <summary>Memory swapped out.</summary>
    public static readonly Metric Swapped = Table.Gauge("process.memory.swap", Units.Bytes, 1, "/proc/PID/status VmSwap", "Memory swapped out");

    /// <summary>Address space.</summary>
    public static readonly Metric Virtual = Table.Gauge("process.memory.virtual", Units.Bytes, 1, "/proc/PID/statm", "Address space");

    /// <summary>CPU time in user mode.</summary>
    public static readonly Metric CpuUser = Table.Counter("process.cpu.time.user", Units.Seconds, 0.01, "/proc/PID/stat", "CPU time in user mode");

    /// <summary>CPU time in the kernel.</summary>
    public static readonly Metric CpuSystem = Table.Counter("process.cpu.time.system", Units.Seconds, 0.01, "/proc/PID/stat", "CPU time in the kernel");

    /// <summary>CPU time of ended children that it waited for.</summary>
    public static readonly Metric ChildrenCpu = Table.Counter("process.cpu.time.children", Units.Seconds, 0.01, "/proc/PID/stat", "CPU time of ended children that it waited for");

    /// <summary>Threads.</summary>
    public static readonly Metric Threads = Table.Gauge("process.thread.count", Units.One, 1, "/proc/PID/stat", "Threads");

    /// <summary>Open files.</summary>
    public static readonly Metric OpenFiles = Table.Gauge("process.unix.file_descriptor.count", Units.One, 1, "/proc/PID/fd", "Open files");

    /// <summary>Bytes fetched from disks.</summary>
    public static readonly Metric ReadBytes = Table.Counter("process.disk.io.read", Units.Bytes, 1, "/proc/PID/io", "Bytes fetched from disks");

    /// <summary>Bytes sent to disks.</summary>
    public static readonly Metric WriteBytes = Table.Counter("process.disk.io.write", Units.Bytes, 1, "/proc/PID/io", "Bytes sent to disks");

    /// <summary>Bytes read by system calls, page cache included, to the KiB.</summary>
    public static readonly Metric ReadCharacters = Table.Counter("process.io.read", Units.Bytes, 1, "/proc/PID/io rchar", "Bytes read by system calls, page cache included, to the KiB");

    /// <summary>Bytes written by system calls, page cache included, to the KiB.</summary>
    public static readonly Metric WriteCharacters = Table.Counter("process.io.write", Units.Bytes, 1, "/proc/PID/io wchar", "Bytes written by system calls, page cache included, to the KiB");

    /// <summary>Page faults served from memory.</summary>
    public static readonly Metric MinorFaults = Table.Counter("process.paging.faults.minor", Units.One, 1, "/proc/PID/stat", "Page faults served from memory");

    /// <summary>Page faults that needed a disk.</summary>
    public static readonly Metric MajorFaults = Table.Counter("process.paging.faults.major", Units.One, 1, "/proc/PID/stat", "Page faults that needed a disk");

    /// <summary>Context switches when it waited.</summary>
    public static readonly Metric VoluntarySwitches = Table.Counter("process.context_switches.voluntary", Units.One, 1, "/proc/PID/status", "Context switches when it waited");

    /// <summary>Context switches when it was preempted.</summary>
    public static readonly Metric InvoluntarySwitches = Table.Counter("process.context_switches.involuntary", Units.One, 1, "/proc/PID/status", "Context switches when it was preempted");

    /// <summary>Time waited for block I/O (0 unless delay accounting is on).</summary>
    public static readonly Metric IoDelay = Table.Counter("process.io.delay", Units.Seconds, 0.01, "/proc/PID/stat", "Time waited for block I/O (0 unless delay accounting is on)");

    /// <summary>State as its character code: 82 R running, 83 S sleeping, 68 D disk sleep, 84 T stopped, 90 Z zombie.</summary>
    public static readonly Metric State = Table.Gauge("process.state", Units.One, 1, "/proc/PID/stat", "State as its character code: 82 R running, 83 S sleeping, 68 D disk sleep, 84 T stopped, 90 Z zombie");
}
