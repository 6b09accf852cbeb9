using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Vigil.Collection.Processes.MacOS;

// The structures that the kernel fills in, by the offsets of xnu's public headers on both 64-bit processors.
// Only the fields that are used are named.

/// <summary><c>struct proc_bsdinfo</c>, sys/proc_info.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 136)]
internal struct ProcessIdentity
{
    /// <summary>SIDL 1, SRUN 2, SSLEEP 3, SSTOP 4, SZOMB 5 (sys/proc.h). A live process is SRUN even while it waits.</summary>
    [FieldOffset(4)]
    public uint Status;

    /// <summary>Its parent; 1 once that has ended.</summary>
    [FieldOffset(16)]
    public int ParentPid;

    /// <summary>Short name, 16 bytes, ended by 0.</summary>
    [FieldOffset(48)]
    public ShortName Command;

    /// <summary>Start, seconds since the Unix epoch.</summary>
    [FieldOffset(120)]
    public ulong StartSeconds;

    /// <summary>Start, microseconds beyond the second.</summary>
    [FieldOffset(128)]
    public ulong StartMicroseconds;

    /// <summary>Start in microseconds since the Unix epoch.</summary>
    public readonly long Start => ((long)StartSeconds * 1_000_000) + (long)StartMicroseconds;
}

/// <summary><c>char[MAXCOMLEN]</c>.</summary>
[InlineArray(16)]
internal struct ShortName
{
    private byte _first;
}

/// <summary><c>struct proc_taskallinfo</c>, sys/proc_info.h: a proc_bsdinfo and, from 136, a proc_taskinfo.</summary>
[StructLayout(LayoutKind.Explicit, Size = 232)]
internal struct ProcessTask
{
    /// <summary>The first part.</summary>
    [FieldOffset(0)]
    public ProcessIdentity Identity;

    /// <summary>Address space, bytes.</summary>
    [FieldOffset(136)]
    public ulong VirtualBytes;

    /// <summary>Resident memory, bytes.</summary>
    [FieldOffset(144)]
    public ulong ResidentBytes;

    /// <summary>CPU time in user mode, Mach time units.</summary>
    [FieldOffset(152)]
    public ulong UserTime;

    /// <summary>CPU time in the kernel, Mach time units.</summary>
    [FieldOffset(160)]
    public ulong SystemTime;

    /// <summary>Page faults, page-ins included; 32 bits.</summary>
    [FieldOffset(188)]
    public uint Faults;

    /// <summary>Page-ins; 32 bits.</summary>
    [FieldOffset(192)]
    public uint PageIns;

    /// <summary>Threads.</summary>
    [FieldOffset(220)]
    public int Threads;

    /// <summary>Of those, running.</summary>
    [FieldOffset(224)]
    public int RunningThreads;
}

/// <summary><c>struct rusage_info_v2</c>, sys/resource.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 160)]
internal struct ProcessUsage
{
    /// <summary>What the process costs the machine: its own memory, compressed and graphics memory included; bytes.</summary>
    [FieldOffset(72)]
    public ulong FootprintBytes;

    /// <summary>CPU time in user mode of ended children, Mach time units.</summary>
    [FieldOffset(96)]
    public ulong ChildUserTime;

    /// <summary>CPU time in the kernel of ended children, Mach time units.</summary>
    [FieldOffset(104)]
    public ulong ChildSystemTime;

    /// <summary>Bytes fetched from disks.</summary>
    [FieldOffset(144)]
    public ulong DiskReadBytes;

    /// <summary>Bytes sent to disks.</summary>
    [FieldOffset(152)]
    public ulong DiskWriteBytes;
}
