using System.Runtime.InteropServices;

namespace Vigil.Collection.Launch.Native;

/// <summary>Descriptors: reading, writing, waiting, and making them so that no child inherits them by accident.</summary>
internal static unsafe partial class NativeDescriptors
{
    private const int GetDescriptorFlags = 1;
    private const int SetDescriptorFlags = 2;
    private const int GetStatusFlags = 3;
    private const int SetStatusFlags = 4;
    private const int CloseOnExecFlag = 1;
    private const int FirstAfterStandard = 3;
    private const int EmptyPath = 0x1000;
    private const uint StatBasic = 0x7ff;

    /// <summary>Error number of the latest call that failed on this thread.</summary>
    public static int LastError => Marshal.GetLastPInvokeError();

    public static nint Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            return ReadNative(descriptor, start, (nuint)buffer.Length);
        }
    }

    public static nint Write(int descriptor, ReadOnlySpan<byte> data)
    {
        fixed (byte* start = data)
        {
            return WriteNative(descriptor, start, (nuint)data.Length);
        }
    }

    /// <summary>Waits for any of the entries; entries with a negative descriptor are passed over.</summary>
    /// <returns>Entries that are ready, 0 when the time has passed, -1 when it failed (mostly interrupted).</returns>
    public static int Poll(Span<PollEntry> entries, int timeoutMilliseconds)
    {
        fixed (PollEntry* start = entries)
        {
            return PollNative(start, (nuint)entries.Length, timeoutMilliseconds);
        }
    }

    public static void Close(int descriptor)
    {
        if (descriptor >= 0)
        {
            _ = CloseNative(descriptor);
        }
    }

    /// <summary>Opens a file with close-on-exec, above the standard descriptors; -1 when it failed.</summary>
    public static int Open(ReadOnlySpan<byte> zeroTerminatedPath, int flags)
    {
        fixed (byte* path = zeroTerminatedPath)
        {
            return AboveStandard(OpenNative(path, flags | Os.OpenCloseOnExec));
        }
    }

    /// <summary>Makes a pipe with close-on-exec on both ends, above the standard descriptors.</summary>
    public static bool TryPipe(out int readEnd, out int writeEnd)
    {
        int* ends = stackalloc int[2];
        int result = OperatingSystem.IsMacOS() ? PipeNative(ends) : Pipe2Native(ends, Os.OpenCloseOnExec);
        if (result != 0)
        {
            readEnd = writeEnd = -1;
            return false;
        }

        if (OperatingSystem.IsMacOS())
        {
            _ = Fcntl(ends[0], SetDescriptorFlags, CloseOnExecFlag);
            _ = Fcntl(ends[1], SetDescriptorFlags, CloseOnExecFlag);
        }

        readEnd = AboveStandard(ends[0]);
        writeEnd = AboveStandard(ends[1]);
        return readEnd >= 0 && writeEnd >= 0;
    }

    /// <summary>
    /// Moves a descriptor above 2 when Vigil was started with a standard descriptor closed and the kernel handed that
    /// number out: what is meant for the program must not lie where it is about to be placed.
    /// </summary>
    public static int AboveStandard(int descriptor)
    {
        if (descriptor is < 0 or >= FirstAfterStandard)
        {
            return descriptor;
        }

        int moved = Fcntl(descriptor, Os.DuplicateCloseOnExec, FirstAfterStandard);
        Close(descriptor);
        return moved;
    }

    public static void SetNonBlocking(int descriptor, bool nonBlocking)
    {
        int flags = Fcntl(descriptor, GetStatusFlags, 0);
        int wanted = nonBlocking ? flags | Os.OpenNonBlocking : flags & ~Os.OpenNonBlocking;
        if (flags >= 0 && wanted != flags)
        {
            _ = Fcntl(descriptor, SetStatusFlags, wanted);
        }
    }

    public static void SetCloseOnExec(int descriptor) => _ = Fcntl(descriptor, SetDescriptorFlags, CloseOnExecFlag);

    /// <summary>
    /// Whether the descriptor came with the process: nothing survives exec with close-on-exec set, so a standard
    /// descriptor that has it was closed at start and is something of the runtime's by now.
    /// </summary>
    public static bool IsInherited(int descriptor)
    {
        int flags = Fcntl(descriptor, GetDescriptorFlags, 0);
        return flags >= 0 && (flags & CloseOnExecFlag) == 0;
    }

    public static bool IsTerminal(int descriptor) => IsTerminalNative(descriptor) == 1;

    /// <summary>Whether two descriptors lead to the same file, pipe or device.</summary>
    public static bool AreSameFile(int first, int second) =>
        TryIdentify(first, out FileIdentity one) && TryIdentify(second, out FileIdentity other) && one == other;

    private static bool TryIdentify(int descriptor, out FileIdentity identity)
    {
        byte* record = stackalloc byte[512];
        if (OperatingSystem.IsMacOS())
        {
            bool known = StatMacOS(descriptor, record) == 0;
            identity = new FileIdentity(*(uint*)record, 0, *(ulong*)(record + 8));
            return known;
        }

        // struct statx is laid out alike on every architecture, which struct stat is not.
        byte empty = 0;
        bool found = StatxNative(descriptor, &empty, EmptyPath, StatBasic, record) == 0;
        identity = new FileIdentity(*(uint*)(record + 136), *(uint*)(record + 140), *(ulong*)(record + 32));
        return found;
    }

    private static int Fcntl(int descriptor, int command, nint argument) => Os.VariadicOnStack
        ? FcntlOnStack(descriptor, command, 0, 0, 0, 0, 0, 0, argument)
        : FcntlNative(descriptor, command, argument);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint ReadNative(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteNative(int descriptor, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int PollNative(PollEntry* entries, nuint count, int timeoutMilliseconds);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseNative(int descriptor);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial int OpenNative(byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "pipe", SetLastError = true)]
    private static partial int PipeNative(int* ends);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    private static partial int Pipe2Native(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "isatty")]
    private static partial int IsTerminalNative(int descriptor);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FcntlNative(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FcntlOnStack(
        int descriptor, nint command, nint r2, nint r3, nint r4, nint r5, nint r6, nint r7, nint argument);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int StatxNative(int folder, byte* path, int flags, uint mask, byte* record);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    private static partial int StatMacOS(int descriptor, byte* record);

    private readonly record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode);
}
