namespace Vigil.Collection.Machine.MacOS;

/// <summary>
/// The calls by which macOS tells about the machine, as bytes: what they mean is decided elsewhere, so that captured
/// bytes stand in for a Mac. Every call returns the bytes it wrote, or -1 when it failed.
/// </summary>
internal interface IMacOSMachine
{
    /// <summary>Size of a page, bytes: 16,384 on Apple silicon, 4,096 on Intel.</summary>
    int PageSizeBytes { get; }

    /// <summary><c>host_statistics64(HOST_VM_INFO64)</c>: a <see cref="VirtualMemoryStatistics"/>.</summary>
    int ReadVirtualMemory(Span<byte> buffer);

    /// <summary><c>host_processor_info(PROCESSOR_CPU_LOAD_INFO)</c>: a <see cref="ProcessorTicks"/> per processor.</summary>
    /// <param name="buffer">Grown until the answer fits.</param>
    int ReadProcessors(ref byte[] buffer);

    /// <summary><c>sysctlbyname</c>.</summary>
    int ReadSysctl(string name, Span<byte> buffer);

    /// <summary><c>sysctl(CTL_NET, PF_ROUTE, 0, 0, NET_RT_IFLIST2, 0)</c>: routing messages, see <see cref="MacOSInterfaceList"/>.</summary>
    /// <param name="buffer">Grown until the answer fits.</param>
    int ReadInterfaces(ref byte[] buffer);

    /// <summary><c>statfs</c> with 64-bit inodes: a <see cref="FileSystemStatistics"/>.</summary>
    int ReadFileSystem(string path, Span<byte> buffer);
}
