using System.Buffers.Text;
using System.Runtime.InteropServices;

namespace Vigil.Collection.Processes.Linux;

/// <summary>
/// The files of processes, by number, below one open <c>/proc</c>.
/// </summary>
/// <remarks>
/// A tree of 1,000 processes has 5,000 files open. They are plain descriptors owned by <see cref="ProcessFiles"/>, since as
/// many finalisable handles, and as many path strings whenever files are opened afresh, are what a recorder should not cost.
/// Failures are negative error numbers.
/// </remarks>
internal sealed partial class ProcDirectory : IDisposable
{
    public const int PermissionDenied = -13;
    public const int NotPermitted = -1;
    public const int NoSuchProcess = -3;
    public const int NoSuchFile = -2;
    public const int ProcessFilesExhausted = -24;
    public const int SystemFilesExhausted = -23;

    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;
    private const int LocateOnly = 0x200000;
    private const int EmptyPath = 0x1000;
    private const uint WantSize = 0x200;
    private const int SizeOffset = 40;

    private readonly int _descriptor;

    private ProcDirectory(string path, int descriptor)
    {
        Path = path;
        _descriptor = descriptor;
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The folder itself, for listing.</summary>
    public int Descriptor => _descriptor;

    /// <summary>Opens it; null when that fails.</summary>
    public static ProcDirectory? TryOpen(string path)
    {
        int descriptor = OpenPath(path, ReadOnly | CloseOnExec);
        return descriptor < 0 ? null : new ProcDirectory(path, descriptor);
    }

    /// <summary>Opens <c>PID/name</c> for reading.</summary>
    public int Open(int pid, ReadOnlySpan<byte> name) => Open(pid, name, ReadOnly | CloseOnExec);

    /// <summary>
    /// Opens <c>PID/name</c> only to ask for its attributes, which wants no permission on the file itself.
    /// </summary>
    public int Locate(int pid, ReadOnlySpan<byte> name) => Open(pid, name, LocateOnly | CloseOnExec);

    /// <summary>Opens, reads from the start and closes.</summary>
    /// <returns>Bytes read.</returns>
    public int ReadOnce(int pid, ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        int descriptor = Open(pid, name);
        if (descriptor < 0)
        {
            return descriptor;
        }

        int length = Read(descriptor, buffer);
        Close(descriptor);
        return length;
    }

    /// <summary>Reads an open file from its start.</summary>
    /// <returns>Bytes read.</returns>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        unsafe
        {
            fixed (byte* start = buffer)
            {
                nint length = PositionedRead(descriptor, start, (nuint)buffer.Length, 0);
                return length < 0 ? -Marshal.GetLastPInvokeError() : (int)length;
            }
        }
    }

    /// <summary>Target of the symbolic link <c>PID/name</c>, at most the buffer's length.</summary>
    /// <returns>Bytes of it.</returns>
    public int ReadLink(int pid, ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        unsafe
        {
            byte* path = stackalloc byte[64];
            WritePath(new Span<byte>(path, 64), pid, name);
            fixed (byte* start = buffer)
            {
                nint length = ReadLinkAt(_descriptor, path, start, (nuint)buffer.Length);
                return length < 0 ? -Marshal.GetLastPInvokeError() : (int)length;
            }
        }
    }

    /// <summary>Size of an open file as the kernel states it.</summary>
    public static long SizeOf(int descriptor)
    {
        unsafe
        {
            byte* status = stackalloc byte[256];
            byte* empty = stackalloc byte[1];
            *empty = 0;
            nint result = SystemCall(StatxNumber, descriptor, (nint)empty, EmptyPath, (nint)WantSize, (nint)status);
            return result < 0 ? -Marshal.GetLastPInvokeError() : *(long*)(status + SizeOffset);
        }
    }

    /// <summary>Gives a descriptor back.</summary>
    public static void Close(int descriptor) => _ = CloseDescriptor(descriptor);

    /// <inheritdoc/>
    public void Dispose() => Close(_descriptor);

    private static nint StatxNumber => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 332 : 291;

    private int Open(int pid, ReadOnlySpan<byte> name, int flags)
    {
        unsafe
        {
            byte* path = stackalloc byte[64];
            WritePath(new Span<byte>(path, 64), pid, name);
            int descriptor = OpenAt(_descriptor, path, flags);
            return descriptor < 0 ? -Marshal.GetLastPInvokeError() : descriptor;
        }
    }

    private static void WritePath(Span<byte> path, int pid, ReadOnlySpan<byte> name)
    {
        _ = Utf8Formatter.TryFormat(pid, path, out int length);
        path[length++] = (byte)'/';
        name.CopyTo(path[length..]);
        path[length + name.Length] = 0;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenPath(string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static unsafe partial int OpenAt(int directory, byte* path, int flags);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static unsafe partial nint PositionedRead(int descriptor, byte* buffer, nuint length, nint offset);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    private static unsafe partial nint ReadLinkAt(int directory, byte* path, byte* buffer, nuint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseDescriptor(int descriptor);

    // The C library wraps statx only from glibc 2.28 on; the call itself is older.
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third, nint fourth, nint fifth);
}
