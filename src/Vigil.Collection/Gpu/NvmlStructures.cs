using System.Runtime.InteropServices;

namespace Vigil.Collection.Gpu;

// Layouts follow NVML's C header: natural alignment, unsigned int = 4 bytes, unsigned long long = 8 bytes.

/// <summary>Busy time of the last sample period, percent.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlUtilization
{
    public uint Gpu;
    public uint Memory;
}

/// <summary>Device memory as drivers before 510 give it; used includes what the driver reserves. Bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemory
{
    public ulong Total;
    public ulong Free;
    public ulong Used;
}

/// <summary>Device memory with the reserved part apart. Bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlMemoryV2
{
    /// <summary>Size of the structure, and the version 2 in the top byte.</summary>
    public const uint ExpectedVersion = 40 | (2u << 24);

    public uint Version;
    public ulong Total;
    public ulong Reserved;
    public ulong Free;
    public ulong Used;
}

/// <summary>Utilisation of one process.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlProcessUtilization
{
    public uint Pid;
    public ulong TimeStampMicroseconds;
    public uint Sm;
    public uint Memory;
    public uint Encoder;
    public uint Decoder;
}

/// <summary>One event of an event set.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NvmlEvent
{
    public nint Device;
    public ulong Type;
    public ulong Data;
    public uint GpuInstance;
    public uint ComputeInstance;
}
