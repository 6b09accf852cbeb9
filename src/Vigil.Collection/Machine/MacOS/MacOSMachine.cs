using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Vigil.Collection.Machine.MacOS;

/// <summary>The calls of the Mac itself, all in libSystem. Not tried on hardware.</summary>
[SupportedOSPlatform("macos")]
internal sealed partial class MacOSMachine : IMacOSMachine
{
    // mach/host_info.h, mach/processor_info.h
    private const int HostVirtualMemory64 = 4;
    private const int ProcessorCpuLoad = 2;

    // sys/sysctl.h, sys/socket.h
    private const int ControlNetwork = 4;
    private const int ProtocolRoute = 17;
    private const int RouteInterfaceList2 = 6;

    // Each call of mach_host_self takes a reference to the port: it is asked once.
    private readonly uint _host = HostSelf();

    /// <inheritdoc/>
    public int PageSizeBytes { get; } = Environment.SystemPageSize;

    /// <inheritdoc/>
    public unsafe int ReadVirtualMemory(Span<byte> buffer)
    {
        // Newer kernels know more fields than the structure read here; they fill in as many as there is room for.
        uint words = (uint)(buffer.Length / sizeof(int));
        fixed (byte* start = buffer)
        {
            return HostStatistics64(_host, HostVirtualMemory64, start, ref words) == 0 ? (int)words * sizeof(int) : -1;
        }
    }

    /// <inheritdoc/>
    public unsafe int ReadProcessors(ref byte[] buffer)
    {
        if (HostProcessorInfo(_host, ProcessorCpuLoad, out _, out byte* information, out uint words) != 0)
        {
            return -1;
        }

        int length = (int)words * sizeof(int);
        if (buffer.Length < length)
        {
            buffer = new byte[length];
        }

        new ReadOnlySpan<byte>(information, length).CopyTo(buffer);
        _ = Deallocate(TaskSelf(), (nuint)information, (nuint)length);
        return length;
    }

    /// <inheritdoc/>
    public unsafe int ReadSysctl(string name, Span<byte> buffer)
    {
        nuint length = (nuint)buffer.Length;
        fixed (byte* start = buffer)
        {
            return SysctlByName(name, start, ref length, null, 0) == 0 ? (int)length : -1;
        }
    }

    /// <inheritdoc/>
    public unsafe int ReadInterfaces(ref byte[] buffer)
    {
        int* path = stackalloc int[] { ControlNetwork, ProtocolRoute, 0, 0, RouteInterfaceList2, 0 };
        while (true)
        {
            nuint length = (nuint)buffer.Length;
            fixed (byte* start = buffer)
            {
                if (Sysctl(path, 6, start, ref length, null, 0) == 0)
                {
                    return (int)length;
                }
            }

            // ENOMEM is "does not fit"; ask how much there is, and leave room for an interface that comes meanwhile.
            const int noMemory = 12;
            if (Marshal.GetLastPInvokeError() != noMemory || Sysctl(path, 6, null, ref length, null, 0) != 0)
            {
                return -1;
            }

            buffer = new byte[Math.Max(buffer.Length * 2, (int)length + 1024)];
        }
    }

    /// <inheritdoc/>
    public unsafe int ReadFileSystem(string path, Span<byte> buffer)
    {
        if (buffer.Length < Unsafe.SizeOf<FileSystemStatistics>())
        {
            return -1;
        }

        fixed (byte* start = buffer)
        {
            // On Intel the plain name is the old call with 32-bit inodes.
            int result = RuntimeInformation.ProcessArchitecture == Architecture.X64
                ? FileSystemStatisticsIntel(path, start)
                : FileSystemStatisticsArm(path, start);
            return result == 0 ? Unsafe.SizeOf<FileSystemStatistics>() : -1;
        }
    }

    [LibraryImport("libSystem", EntryPoint = "mach_host_self")]
    private static partial uint HostSelf();

    [LibraryImport("libSystem", EntryPoint = "mach_task_self")]
    private static partial uint TaskSelf();

    [LibraryImport("libSystem", EntryPoint = "host_statistics64")]
    private static unsafe partial int HostStatistics64(uint host, int flavor, byte* information, ref uint words);

    [LibraryImport("libSystem", EntryPoint = "host_processor_info")]
    private static unsafe partial int HostProcessorInfo(
        uint host, int flavor, out uint processors, out byte* information, out uint words);

    [LibraryImport("libSystem", EntryPoint = "vm_deallocate")]
    private static partial int Deallocate(uint task, nuint address, nuint size);

    [LibraryImport("libSystem", EntryPoint = "sysctlbyname", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int SysctlByName(string name, byte* old, ref nuint oldLength, byte* value, nuint valueLength);

    [LibraryImport("libSystem", EntryPoint = "sysctl", SetLastError = true)]
    private static unsafe partial int Sysctl(
        int* path, uint pathLength, byte* old, ref nuint oldLength, byte* value, nuint valueLength);

    [LibraryImport("libSystem", EntryPoint = "statfs", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int FileSystemStatisticsArm(string path, byte* statistics);

    [LibraryImport("libSystem", EntryPoint = "statfs$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int FileSystemStatisticsIntel(string path, byte* statistics);
}
