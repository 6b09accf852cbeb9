using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Vigil.Collection.Processes.Windows;

/// <summary>The calls of Windows itself. Not tried on hardware.</summary>
[SupportedOSPlatform("windows")]
internal sealed partial class WindowsProcesses : IWindowsProcesses
{
    // winternl.h and phnt's ntexapi.h and ntpsapi.h; winnt.h
    private const int SystemProcesses = 5;
    private const int ProcessCommandLine = 60;
    private const int LengthMismatch = unchecked((int)0xC0000004);
    private const uint QueryLimitedInformation = 0x1000;

    /// <inheritdoc/>
    public unsafe int ReadList(ref byte[] buffer, out ulong address)
    {
        while (true)
        {
            uint length;
            fixed (byte* start = buffer)
            {
                address = (ulong)start;
                int status = QuerySystem(SystemProcesses, start, (uint)buffer.Length, out length);
                if (status != LengthMismatch)
                {
                    return status >= 0 ? (int)length : -1;
                }
            }

            // Room for processes that start before the next attempt.
            buffer = new byte[Math.Max(buffer.Length * 2, (int)length + (64 * 1024))];
        }
    }

    /// <inheritdoc/>
    public unsafe int ReadCommandLine(int pid, Span<byte> buffer, out ulong address)
    {
        address = 0;
        using SafeProcessHandle process = OpenProcess(QueryLimitedInformation, false, (uint)pid);
        if (process.IsInvalid)
        {
            return -1;
        }

        fixed (byte* start = buffer)
        {
            address = (ulong)start;
            return QueryProcess(process, ProcessCommandLine, start, (uint)buffer.Length, out uint length) >= 0
                ? (int)length
                : -1;
        }
    }

    [LibraryImport("ntdll", EntryPoint = "NtQuerySystemInformation")]
    private static unsafe partial int QuerySystem(int information, byte* buffer, uint length, out uint returned);

    [LibraryImport("ntdll", EntryPoint = "NtQueryInformationProcess")]
    private static unsafe partial int QueryProcess(
        SafeProcessHandle process, int information, byte* buffer, uint length, out uint returned);

    [LibraryImport("kernel32", EntryPoint = "OpenProcess")]
    private static partial SafeProcessHandle OpenProcess(
        uint access, [MarshalAs(UnmanagedType.Bool)] bool inherit, uint pid);
}
