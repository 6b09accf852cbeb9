using System.Runtime.InteropServices;

namespace Vigil.Collection.Machine.Windows;

// The structures that Windows fills in, by their offsets in a 64-bit process. Only the fields that are used are named.
// Times are in units of 100 ns.

/// <summary><c>SYSTEM_PROCESSOR_PERFORMANCE_INFORMATION</c>, winternl.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 48)]
internal struct ProcessorTimes
{
    /// <summary>Idle.</summary>
    [FieldOffset(0)]
    public long Idle;

    /// <summary>In the kernel: interrupts and idling included.</summary>
    [FieldOffset(8)]
    public long Kernel;

    /// <summary>In programs.</summary>
    [FieldOffset(16)]
    public long User;
}

/// <summary><c>PERFORMANCE_INFORMATION</c>, psapi.h; pages.</summary>
[StructLayout(LayoutKind.Explicit, Size = 104)]
internal struct MemoryPages
{
    /// <summary>Physical memory.</summary>
    [FieldOffset(32)]
    public ulong Total;

    /// <summary>Memory that programs can get without anything being written first: free, zeroed and standby.</summary>
    [FieldOffset(40)]
    public ulong Available;

    /// <summary>The standby list and the system's working set.</summary>
    [FieldOffset(48)]
    public ulong Cache;

    /// <summary>Size of a page, bytes.</summary>
    [FieldOffset(80)]
    public ulong PageSize;
}

/// <summary>The first part of <c>SYSTEM_PERFORMANCE_INFORMATION</c>, phnt's ntexapi.h; the counters are 32 bits wide.</summary>
[StructLayout(LayoutKind.Explicit, Size = 104)]
internal struct PagingCounters
{
    /// <summary>Reads from disk to serve page faults.</summary>
    [FieldOffset(84)]
    public uint PageReadOperations;

    /// <summary>Pages written to page files.</summary>
    [FieldOffset(96)]
    public uint PagesWritten;
}

/// <summary><c>SYSTEM_PAGEFILE_INFORMATION</c>, phnt's ntexapi.h; pages.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct PageFile
{
    /// <summary>Bytes from this entry to the next; 0 at the last.</summary>
    [FieldOffset(0)]
    public uint NextEntryOffset;

    /// <summary>Size now.</summary>
    [FieldOffset(4)]
    public uint Total;

    /// <summary>Of that, in use.</summary>
    [FieldOffset(8)]
    public uint InUse;
}

/// <summary><c>DISK_PERFORMANCE</c>, winioctl.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 88)]
internal struct DiskCounters
{
    /// <summary>Bytes read.</summary>
    [FieldOffset(0)]
    public long ReadBytes;

    /// <summary>Bytes written.</summary>
    [FieldOffset(8)]
    public long WriteBytes;

    /// <summary>Time without a request.</summary>
    [FieldOffset(32)]
    public long IdleTime;

    /// <summary>Read requests; 32 bits.</summary>
    [FieldOffset(40)]
    public uint Reads;

    /// <summary>Write requests; 32 bits.</summary>
    [FieldOffset(44)]
    public uint Writes;

    /// <summary>The system's time when this was read.</summary>
    [FieldOffset(56)]
    public long QueryTime;
}

/// <summary><c>MIB_IF_ROW2</c>, netioapi.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 1352)]
internal struct InterfaceRow
{
    /// <summary>The interface's lasting identity.</summary>
    [FieldOffset(0)]
    public ulong Luid;

    /// <summary>IANA interface type.</summary>
    [FieldOffset(1128)]
    public uint Type;

    /// <summary>InterfaceAndOperStatusFlags: bit 0 hardware, bit 1 filter.</summary>
    [FieldOffset(1152)]
    public byte Flags;

    /// <summary>IF_OPER_STATUS: 1 is up.</summary>
    [FieldOffset(1156)]
    public uint Status;

    /// <summary>Bytes received.</summary>
    [FieldOffset(1208)]
    public ulong ReceivedBytes;

    /// <summary>Received packets dropped.</summary>
    [FieldOffset(1232)]
    public ulong ReceiveDrops;

    /// <summary>Receive errors.</summary>
    [FieldOffset(1240)]
    public ulong ReceiveErrors;

    /// <summary>Bytes sent.</summary>
    [FieldOffset(1280)]
    public ulong SentBytes;

    /// <summary>Outgoing packets dropped.</summary>
    [FieldOffset(1304)]
    public ulong SendDrops;

    /// <summary>Send errors.</summary>
    [FieldOffset(1312)]
    public ulong SendErrors;
}
