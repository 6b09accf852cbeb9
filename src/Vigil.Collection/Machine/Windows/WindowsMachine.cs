using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Vigil.Collection.Machine.Windows;

/// <summary>The calls of Windows itself. Not tried on hardware.</summary>
[SupportedOSPlatform("windows")]
internal sealed partial class WindowsMachine : IWindowsMachine
{
    // winternl.h and phnt's ntexapi.h
    private const int SystemPerformance = 2;
    private const int SystemProcessorPerformance = 8;
    private const int SystemPageFiles = 18;
    private const int LengthMismatch = unchecked((int)0xC0000004);
    private const int BufferTooSmall = unchecked((int)0xC0000023);

    // winioctl.h: CTL_CODE(IOCTL_DISK_BASE, 0x0008, METHOD_BUFFERED, FILE_ANY_ACCESS)
    private const uint IoctlDiskPerformance = 0x70020;
    private const uint ShareReadWrite = 3;
    private const uint OpenExisting = 3;

    // A drive is opened once; one that is not there is looked for again now and then, not at every sample.
    private const int AttemptsBetweenOpens = 60;
    private readonly Dictionary<int, Drive> _drives = [];

    /// <inheritdoc/>
    public unsafe int ReadProcessors(ref byte[] buffer)
    {
        // One call tells of one group, 64 processors at most.
        int total = 0;
        ushort groups = ActiveGroupCount();
        for (ushort group = 0; group < groups; group++)
        {
            int needed = total + ((int)ActiveCount(group) * Unsafe.SizeOf<ProcessorTimes>());
            if (buffer.Length < needed)
            {
                Array.Resize(ref buffer, needed);
            }

            fixed (byte* start = buffer)
            {
                int status = QuerySystemEx(
                    SystemProcessorPerformance, &group, sizeof(ushort), start + total, (uint)(needed - total), out uint length);
                if (status < 0)
                {
                    return -1;
                }

                total += (int)length;
            }
        }

        return total;
    }

    /// <inheritdoc/>
    public unsafe int ReadMemory(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return PerformanceInfo(start, (uint)buffer.Length) ? buffer.Length : -1;
        }
    }

    /// <inheritdoc/>
    public unsafe int ReadPaging(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return QuerySystem(SystemPerformance, start, (uint)buffer.Length, out uint length) >= 0 ? (int)length : -1;
        }
    }

    /// <inheritdoc/>
    public unsafe int ReadPageFiles(ref byte[] buffer)
    {
        while (true)
        {
            fixed (byte* start = buffer)
            {
                int status = QuerySystem(SystemPageFiles, start, (uint)buffer.Length, out uint length);
                if (status is not (LengthMismatch or BufferTooSmall))
                {
                    return status >= 0 ? (int)length : -1;
                }
            }

            buffer = new byte[buffer.Length * 2];
        }
    }

    /// <inheritdoc/>
    public unsafe int ReadInterfaces(ref byte[] buffer)
    {
        if (InterfaceTable(out byte* table) != 0)
        {
            return -1;
        }

        int length = WindowsInterfaceTable.HeaderBytes + (int)(*(uint*)table * Unsafe.SizeOf<InterfaceRow>());
        if (buffer.Length < length)
        {
            buffer = new byte[length];
        }

        new ReadOnlySpan<byte>(table, length).CopyTo(buffer);
        FreeTable(table);
        return length;
    }

    /// <inheritdoc/>
    public unsafe int ReadDisk(int number, Span<byte> buffer)
    {
        if (!_drives.TryGetValue(number, out Drive? drive))
        {
            drive = new Drive(string.Create(CultureInfo.InvariantCulture, $@"\\.\PhysicalDrive{number}"));
            _drives.Add(number, drive);
        }

        if (drive.Handle is null)
        {
            if (drive.AttemptsLeft-- > 0)
            {
                return -1;
            }

            drive.AttemptsLeft = AttemptsBetweenOpens;

            // No access is asked for: counters are free to read, and reading data needs an administrator.
            SafeFileHandle opened = CreateFile(drive.Path, 0, ShareReadWrite, null, OpenExisting, 0, 0);
            if (opened.IsInvalid)
            {
                opened.Dispose();
                return -1;
            }

            drive.Handle = opened;
        }

        fixed (byte* start = buffer)
        {
            if (DeviceIoControl(
                drive.Handle, IoctlDiskPerformance, null, 0, start, (uint)buffer.Length, out uint length, null))
            {
                return (int)length;
            }
        }

        drive.Handle.Dispose();
        drive.Handle = null;
        return -1;
    }

    /// <inheritdoc/>
    public bool TryReadSpace(string path, out long availableBytes, out long totalBytes)
    {
        bool read = DiskFreeSpace(path, out ulong available, out ulong total, out _);
        availableBytes = (long)available;
        totalBytes = (long)total;
        return read;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Drive drive in _drives.Values)
        {
            drive.Handle?.Dispose();
        }
    }

    [LibraryImport("ntdll", EntryPoint = "NtQuerySystemInformation")]
    private static unsafe partial int QuerySystem(int information, byte* buffer, uint length, out uint returned);

    [LibraryImport("ntdll", EntryPoint = "NtQuerySystemInformationEx")]
    private static unsafe partial int QuerySystemEx(
        int information, ushort* input, uint inputLength, byte* buffer, uint length, out uint returned);

    [LibraryImport("kernel32", EntryPoint = "GetActiveProcessorGroupCount")]
    private static partial ushort ActiveGroupCount();

    [LibraryImport("kernel32", EntryPoint = "GetActiveProcessorCount")]
    private static partial uint ActiveCount(ushort group);

    [LibraryImport("kernel32", EntryPoint = "K32GetPerformanceInfo")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool PerformanceInfo(byte* information, uint length);

    [LibraryImport("iphlpapi", EntryPoint = "GetIfTable2")]
    private static unsafe partial uint InterfaceTable(out byte* table);

    [LibraryImport("iphlpapi", EntryPoint = "FreeMibTable")]
    private static unsafe partial void FreeTable(byte* table);

    [LibraryImport("kernel32", EntryPoint = "CreateFileW", StringMarshalling = StringMarshalling.Utf16)]
    private static unsafe partial SafeFileHandle CreateFile(
        string path, uint access, uint share, void* security, uint disposition, uint flags, nint template);

    [LibraryImport("kernel32", EntryPoint = "DeviceIoControl")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static unsafe partial bool DeviceIoControl(
        SafeFileHandle device, uint code, void* input, uint inputLength, byte* output, uint outputLength, out uint returned, void* overlapped);

    [LibraryImport("kernel32", EntryPoint = "GetDiskFreeSpaceExW", StringMarshalling = StringMarshalling.Utf16)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool DiskFreeSpace(string path, out ulong available, out ulong total, out ulong free);

    private sealed class Drive(string path)
    {
        public string Path { get; } = path;

        public SafeFileHandle? Handle { get; set; }

        public int AttemptsLeft { get; set; }
    }
}
