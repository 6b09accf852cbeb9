using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Vigil.Collection.Files;

/// <summary>
/// A file of /proc or /sys that is opened once and read again and again from its start with one <c>pread</c>: the kernel
/// makes its text afresh at each read at offset 0, and neither a path look-up nor an allocation is paid.
/// </summary>
/// <remarks>Linux and macOS only. An instance is used by one thread at a time.</remarks>
public sealed partial class KernelFile : IDisposable
{
    private const int OpenReadOnly = 0;
    private const int OpenCloseOnExecLinux = 0x80000;
    private const int OpenCloseOnExecMacOS = 0x1000000;

    private readonly SafeFileHandle _handle;

    private KernelFile(string path, SafeFileHandle handle)
    {
        Path = path;
        _handle = handle;
    }

    /// <summary>The path it was opened by.</summary>
    public string Path { get; }

    /// <summary>The C library's error number of the latest <see cref="TryOpen"/> or <see cref="Read"/> that failed on this thread.</summary>
    public static int LastError => Marshal.GetLastPInvokeError();

    /// <summary>Opens a file; null when that fails, with <see cref="LastError"/> saying why.</summary>
    public static KernelFile? TryOpen(string path)
    {
        int closeOnExec = OperatingSystem.IsMacOS() ? OpenCloseOnExecMacOS : OpenCloseOnExecLinux;
        int descriptor = Open(path, OpenReadOnly | closeOnExec);
        return descriptor < 0 ? null : new KernelFile(path, new SafeFileHandle(descriptor, ownsHandle: true));
    }

    /// <summary>
    /// Reads from the start of the file into <paramref name="buffer"/>, at most its length.
    /// </summary>
    /// <returns>The bytes read; -1 when it failed (a process that is gone gives ESRCH), with <see cref="LastError"/> saying why.</returns>
    public int Read(Span<byte> buffer)
    {
        unsafe
        {
            fixed (byte* start = buffer)
            {
                return (int)PositionedRead(_handle, start, (nuint)buffer.Length, 0);
            }
        }
    }

    /// <summary>
    /// Reads the whole file, growing <paramref name="buffer"/> until it fits.
    /// </summary>
    /// <returns>The text, a slice of the buffer; empty when it failed.</returns>
    public ReadOnlySpan<byte> ReadAll(ref byte[] buffer)
    {
        while (true)
        {
            int length = Read(buffer);
            if (length < 0)
            {
                return default;
            }

            // A short read is not the end for files that the kernel gives out in pieces (seq_file gives at most
            // a page at first, so a full buffer is the only sign of more; asking again from the start is cheap).
            if (length < buffer.Length)
            {
                int total = length;
                while (total > 0 && total < buffer.Length)
                {
                    int more = ReadAt(buffer.AsSpan(total), total);
                    if (more <= 0)
                    {
                        return buffer.AsSpan(0, total);
                    }

                    total += more;
                }

                if (total < buffer.Length)
                {
                    return buffer.AsSpan(0, total);
                }
            }

            Array.Resize(ref buffer, buffer.Length * 2);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private int ReadAt(Span<byte> buffer, int offset)
    {
        unsafe
        {
            fixed (byte* start = buffer)
            {
                return (int)PositionedRead(_handle, start, (nuint)buffer.Length, offset);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static unsafe partial nint PositionedRead(SafeFileHandle file, byte* buffer, nuint length, nint offset);
}
