namespace Vigil.Collection.Machine.Windows;

/// <summary>
/// The calls by which Windows tells about the machine, as bytes: what they mean is decided elsewhere, so that captured
/// bytes stand in for a Windows machine. Every call returns the bytes it wrote, or -1 when it failed.
/// Disposing closes the drives that <see cref="ReadDisk"/> opened.
/// </summary>
internal interface IWindowsMachine : IDisposable
{
    /// <summary>
    /// <c>NtQuerySystemInformationEx(SystemProcessorPerformanceInformation)</c>: a <see cref="ProcessorTimes"/> per
    /// processor, group after group.
    /// </summary>
    /// <param name="buffer">Grown until the answer fits.</param>
    int ReadProcessors(ref byte[] buffer);

    /// <summary><c>K32GetPerformanceInfo</c>: a <see cref="MemoryPages"/>.</summary>
    int ReadMemory(Span<byte> buffer);

    /// <summary><c>NtQuerySystemInformation(SystemPerformanceInformation)</c>: a <see cref="PagingCounters"/>.</summary>
    int ReadPaging(Span<byte> buffer);

    /// <summary><c>NtQuerySystemInformation(SystemPageFileInformation)</c>: a chain of <see cref="PageFile"/>; 0 bytes without one.</summary>
    /// <param name="buffer">Grown until the answer fits.</param>
    int ReadPageFiles(ref byte[] buffer);

    /// <summary><c>GetIfTable2</c>: a <c>MIB_IF_TABLE2</c>, see <see cref="WindowsInterfaceTable"/>.</summary>
    /// <param name="buffer">Grown until the answer fits.</param>
    int ReadInterfaces(ref byte[] buffer);

    /// <summary><c>DeviceIoControl(IOCTL_DISK_PERFORMANCE)</c> on <c>\\.\PhysicalDriveN</c>: a <see cref="DiskCounters"/>.</summary>
    int ReadDisk(int number, Span<byte> buffer);

    /// <summary><c>GetDiskFreeSpaceExW</c>.</summary>
    /// <param name="path">A folder.</param>
    /// <param name="availableBytes">What the caller may still use, quotas counted.</param>
    /// <param name="totalBytes">Size of the volume, or the caller's quota.</param>
    bool TryReadSpace(string path, out long availableBytes, out long totalBytes);
}
