namespace Vigil.Core.Metrics;

/// <summary>
/// What kind of thing a row of readings belongs to. The numbers are stored and never reused.
/// </summary>
public enum SubjectKind
{
    /// <summary>The machine as a whole.</summary>
    System = 1,

    /// <summary>One logical processor; key is its number, such as <c>0</c>.</summary>
    CpuCore = 2,

    /// <summary>One block device; key is its kernel name, such as <c>nvme0n1</c>.</summary>
    Disk = 3,

    /// <summary>Free space behind one watched path; key is <c>work</c>, <c>output</c> or <c>shm</c>.</summary>
    FileSystem = 4,

    /// <summary>One network interface; key is its name, such as <c>eth0</c>.</summary>
    Network = 5,

    /// <summary>The container or control group the program runs in; key is its path.</summary>
    Cgroup = 6,

    /// <summary>One process of the watched tree; key is <c>pid:start</c>, start in clock ticks since boot.</summary>
    Process = 7,

    /// <summary>One accelerator or MIG instance; key is its UUID, or its PCI address where there is none.</summary>
    Gpu = 8,

    /// <summary>One process on one accelerator; key is <c>gpu key/pid</c>.</summary>
    GpuProcess = 9,

    /// <summary>Vigil's own cost.</summary>
    Recorder = 10,

    /// <summary>
    /// One instrument of a program that reports of its own accord, with one set of attributes: its columns are its own; key is
    /// <c>name{attribute=value;…}</c>.
    /// </summary>
    Instrument = 11,
}
