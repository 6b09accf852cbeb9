using System.Runtime.InteropServices;

namespace Vigil.Collection.Processes.Windows;

// The structures that Windows fills in, by their offsets in a 64-bit process. Only the fields that are used are named.
// Times are in units of 100 ns.

/// <summary><c>UNICODE_STRING</c>, winternl.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct TextReference
{
    /// <summary>Length of the text, bytes.</summary>
    [FieldOffset(0)]
    public ushort Length;

    /// <summary>Address of the text.</summary>
    [FieldOffset(8)]
    public ulong Address;
}

/// <summary><c>SYSTEM_PROCESS_INFORMATION</c>, winternl.h and in full phnt's ntexapi.h; its threads follow at 256.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct ProcessEntry
{
    /// <summary>Bytes from this entry to the next; 0 at the last.</summary>
    [FieldOffset(0)]
    public uint NextEntryOffset;

    /// <summary>Threads.</summary>
    [FieldOffset(4)]
    public uint Threads;

    /// <summary>The part of the working set that no other process shares, bytes.</summary>
    [FieldOffset(8)]
    public ulong PrivateWorkingSetBytes;

    /// <summary>Page faults that needed a disk; 32 bits.</summary>
    [FieldOffset(16)]
    public uint HardFaults;

    /// <summary>Start, since 1601.</summary>
    [FieldOffset(32)]
    public long CreateTime;

    /// <summary>CPU time in user mode.</summary>
    [FieldOffset(40)]
    public long UserTime;

    /// <summary>CPU time in the kernel.</summary>
    [FieldOffset(48)]
    public long KernelTime;

    /// <summary>File name of the program.</summary>
    [FieldOffset(56)]
    public TextReference ImageName;

    /// <summary>Its number.</summary>
    [FieldOffset(80)]
    public ulong Pid;

    /// <summary>The process that created it, which may have ended and its number be another's.</summary>
    [FieldOffset(88)]
    public ulong ParentPid;

    /// <summary>Open handles of every kind.</summary>
    [FieldOffset(96)]
    public uint Handles;

    /// <summary>Address space, bytes.</summary>
    [FieldOffset(120)]
    public ulong VirtualBytes;

    /// <summary>Page faults, hard ones included; 32 bits.</summary>
    [FieldOffset(128)]
    public uint PageFaults;

    /// <summary>Resident memory, bytes.</summary>
    [FieldOffset(144)]
    public ulong WorkingSetBytes;

    /// <summary>Bytes read by calls, from files, pipes and devices.</summary>
    [FieldOffset(232)]
    public long ReadBytes;

    /// <summary>Bytes written by calls, to files, pipes and devices.</summary>
    [FieldOffset(240)]
    public long WriteBytes;
}

/// <summary><c>SYSTEM_THREAD_INFORMATION</c>, winternl.h and in full phnt's ntexapi.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 80)]
internal struct ThreadEntry
{
    /// <summary>KTHREAD_STATE: 1 ready, 2 running, 3 standby, 5 waiting, 7 deferred ready.</summary>
    [FieldOffset(68)]
    public uint State;

    /// <summary>KWAIT_REASON: 5 suspended.</summary>
    [FieldOffset(72)]
    public uint WaitReason;
}
