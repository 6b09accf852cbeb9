using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Vigil.Collection.Processes.MacOS;

/// <summary>The calls of the Mac itself, all in libSystem. Not tried on hardware.</summary>
[SupportedOSPlatform("macos")]
internal sealed partial class MacOSProcesses : IMacOSProcesses
{
    // sys/proc_info.h, sys/resource.h, sys/sysctl.h
    private const uint AllPids = 1;
    private const int ListFiles = 1;
    private const int TaskAllInformation = 2;
    private const int BsdInformation = 3;
    private const int UsageVersion2 = 2;
    private const int ControlKernel = 1;
    private const int KernelArguments2 = 49;

    /// <inheritdoc/>
    public double NanosecondsPerUnit { get; } =
        TimebaseInfo(out Timebase timebase) == 0 && timebase.Denominator != 0
            ? (double)timebase.Numerator / timebase.Denominator
            : 1;

    /// <inheritdoc/>
    public unsafe int ReadList(ref byte[] buffer)
    {
        while (true)
        {
            int length;
            fixed (byte* start = buffer)
            {
                length = ListPids(AllPids, 0, start, buffer.Length);
            }

            // A full buffer may have cut the list off; the call does not say.
            if (length < buffer.Length)
            {
                return length > 0 ? length : -1;
            }

            buffer = new byte[buffer.Length * 2];
        }
    }

    /// <inheritdoc/>
    public int ReadIdentity(int pid, Span<byte> buffer) => ReadInformation(pid, BsdInformation, buffer);

    /// <inheritdoc/>
    public int ReadTask(int pid, Span<byte> buffer) => ReadInformation(pid, TaskAllInformation, buffer);

    /// <inheritdoc/>
    public unsafe int ReadUsage(int pid, Span<byte> buffer)
    {
        if (buffer.Length < Unsafe.SizeOf<ProcessUsage>())
        {
            return -1;
        }

        fixed (byte* start = buffer)
        {
            return PidUsage(pid, UsageVersion2, start) == 0 ? Unsafe.SizeOf<ProcessUsage>() : -1;
        }
    }

    /// <inheritdoc/>
    public int ReadOpenFiles(int pid, ref byte[] buffer)
    {
        while (true)
        {
            int length = ReadInformation(pid, ListFiles, buffer);
            if (length < buffer.Length)
            {
                return length;
            }

            buffer = new byte[buffer.Length * 2];
        }
    }

    /// <inheritdoc/>
    public unsafe int ReadArguments(int pid, Span<byte> buffer)
    {
        int* path = stackalloc int[] { ControlKernel, KernelArguments2, pid };
        nuint length = (nuint)buffer.Length;
        fixed (byte* start = buffer)
        {
            return Sysctl(path, 3, start, ref length, null, 0) == 0 ? (int)length : -1;
        }
    }

    private static unsafe int ReadInformation(int pid, int flavor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            // 0 stands for failure here, too.
            int length = PidInformation(pid, flavor, 0, start, buffer.Length);
            return length > 0 ? length : -1;
        }
    }

    [LibraryImport("libSystem", EntryPoint = "mach_timebase_info")]
    private static partial int TimebaseInfo(out Timebase timebase);

    [LibraryImport("libSystem", EntryPoint = "proc_listpids")]
    private static unsafe partial int ListPids(uint type, uint typeInformation, byte* buffer, int length);

    [LibraryImport("libSystem", EntryPoint = "proc_pidinfo")]
    private static unsafe partial int PidInformation(int pid, int flavor, ulong argument, byte* buffer, int length);

    [LibraryImport("libSystem", EntryPoint = "proc_pid_rusage")]
    private static unsafe partial int PidUsage(int pid, int flavor, byte* buffer);

    [LibraryImport("libSystem", EntryPoint = "sysctl")]
    private static unsafe partial int Sysctl(
        int* path, uint pathLength, byte* old, ref nuint oldLength, byte* value, nuint valueLength);

    /// <summary><c>struct mach_timebase_info</c>, mach/mach_time.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Timebase
    {
        public uint Numerator;
        public uint Denominator;
    }
}
