using System.Runtime.InteropServices;

namespace Vigil.Collection.Machine.MacOS;

// The structures that the kernel fills in, by the offsets of xnu's public headers on both 64-bit processors.
// Only the fields that are used are named.

/// <summary><c>struct vm_statistics64</c>, mach/vm_statistics.h. Counts are pages since boot or now.</summary>
[StructLayout(LayoutKind.Explicit, Size = 152)]
internal struct VirtualMemoryStatistics
{
    /// <summary>Pages free, the speculative ones included.</summary>
    [FieldOffset(0)]
    public uint FreeCount;

    /// <summary>Pages that the kernel may not take away.</summary>
    [FieldOffset(12)]
    public uint WireCount;

    /// <summary>Page-ins since boot.</summary>
    [FieldOffset(32)]
    public ulong PageIns;

    /// <summary>Pages that their owner allows to be thrown away.</summary>
    [FieldOffset(88)]
    public uint PurgeableCount;

    /// <summary>Free pages that hold data read ahead.</summary>
    [FieldOffset(92)]
    public uint SpeculativeCount;

    /// <summary>Pages read back from swap since boot.</summary>
    [FieldOffset(112)]
    public ulong SwapIns;

    /// <summary>Pages written to swap since boot.</summary>
    [FieldOffset(120)]
    public ulong SwapOuts;

    /// <summary>Pages in which the compressor keeps what it compressed.</summary>
    [FieldOffset(128)]
    public uint CompressorPageCount;

    /// <summary>Pages backed by files.</summary>
    [FieldOffset(136)]
    public uint ExternalPageCount;

    /// <summary>Pages of programs' own memory.</summary>
    [FieldOffset(140)]
    public uint InternalPageCount;
}

/// <summary><c>struct processor_cpu_load_info</c>, mach/processor_info.h with CPU_STATE_* of mach/machine.h; 1/100 s.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct ProcessorTicks
{
    /// <summary>CPU_STATE_USER.</summary>
    [FieldOffset(0)]
    public uint User;

    /// <summary>CPU_STATE_SYSTEM.</summary>
    [FieldOffset(4)]
    public uint System;

    /// <summary>CPU_STATE_IDLE.</summary>
    [FieldOffset(8)]
    public uint Idle;

    /// <summary>CPU_STATE_NICE.</summary>
    [FieldOffset(12)]
    public uint Nice;
}

/// <summary><c>struct xsw_usage</c>, sys/sysctl.h; bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
internal struct SwapUsage
{
    /// <summary>Size of all swap files.</summary>
    [FieldOffset(0)]
    public ulong Total;

    /// <summary>Of that, in use.</summary>
    [FieldOffset(16)]
    public ulong Used;
}

/// <summary><c>struct loadavg</c>, sys/resource.h and sys/sysctl.h: load × <see cref="Scale"/>.</summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
internal struct LoadAverages
{
    /// <summary>Over 1 minute.</summary>
    [FieldOffset(0)]
    public uint One;

    /// <summary>Over 5 minutes.</summary>
    [FieldOffset(4)]
    public uint Five;

    /// <summary>Over 15 minutes.</summary>
    [FieldOffset(8)]
    public uint Fifteen;

    /// <summary>What stands for a load of 1.</summary>
    [FieldOffset(16)]
    public long Scale;
}

/// <summary><c>struct statfs</c> with 64-bit inodes, sys/mount.h.</summary>
[StructLayout(LayoutKind.Explicit, Size = 2168)]
internal struct FileSystemStatistics
{
    /// <summary>Size of a block, bytes.</summary>
    [FieldOffset(0)]
    public uint BlockSize;

    /// <summary>Blocks.</summary>
    [FieldOffset(8)]
    public ulong Blocks;

    /// <summary>Blocks that programs without privilege may still use.</summary>
    [FieldOffset(24)]
    public ulong BlocksAvailable;

    /// <summary>Files that may still be created.</summary>
    [FieldOffset(40)]
    public ulong FilesFree;
}

/// <summary><c>struct if_msghdr2</c> with its <c>if_data64</c>, net/if.h and net/if_var.h (packed to 4 bytes).</summary>
[StructLayout(LayoutKind.Explicit, Size = 160)]
internal struct InterfaceMessage
{
    /// <summary>Length of the message with its addresses, bytes.</summary>
    [FieldOffset(0)]
    public ushort Length;

    /// <summary>RTM_*.</summary>
    [FieldOffset(3)]
    public byte Type;

    /// <summary>IFF_*.</summary>
    [FieldOffset(8)]
    public uint Flags;

    /// <summary>Number of the interface.</summary>
    [FieldOffset(12)]
    public ushort Index;

    /// <summary>Packets dropped from the send queue.</summary>
    [FieldOffset(24)]
    public uint SendDrops;

    /// <summary>IFT_*, the first byte of the if_data64 at 32.</summary>
    [FieldOffset(32)]
    public byte InterfaceType;

    /// <summary>Receive errors.</summary>
    [FieldOffset(64)]
    public ulong ReceiveErrors;

    /// <summary>Send errors.</summary>
    [FieldOffset(80)]
    public ulong SendErrors;

    /// <summary>Bytes received.</summary>
    [FieldOffset(96)]
    public ulong ReceivedBytes;

    /// <summary>Bytes sent.</summary>
    [FieldOffset(104)]
    public ulong SentBytes;

    /// <summary>Received packets dropped.</summary>
    [FieldOffset(128)]
    public ulong ReceiveDrops;
}
