using System.Runtime.InteropServices;

namespace Vigil.Storage.Sqlite.Engine;

/// <summary>
/// What the system says about a path. Asked by name and never by opening the file: closing any descriptor of a file
/// drops the locks that SQLite holds on it in this process.
/// </summary>
internal static partial class NativeFile
{
    private const int ReadOnlyFileSystemError = 30;
    private const int CurrentDirectory = -100;
    private const int WriteAccess = 2;
    private const uint InodeMask = 0x100;

    /// <summary>Which file a path leads to now; null when to none, or when the system has no such notion.</summary>
    public static FileIdentity? Identify(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.Exists(path) ? default(FileIdentity) : null;
        }

        return StatX(CurrentDirectory, path, 0, InodeMask, out StatXBuffer buffer) == 0
            ? new FileIdentity(((long)buffer.DeviceMajor << 32) | buffer.DeviceMinor, buffer.Inode)
            : null;
    }

    /// <summary>True when a path lies on a file system mounted read-only. False where that cannot be asked.</summary>
    public static bool IsOnReadOnlyFileSystem(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        string existing = File.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        while (!Path.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        return Access(existing, WriteAccess) != 0 && Marshal.GetLastPInvokeError() == ReadOnlyFileSystemError;
    }

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int directory, string path, int flags, uint mask, out StatXBuffer buffer);

    // struct statx of linux/stat.h: 256 bytes, of which three fields are wanted.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct StatXBuffer
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}

/// <summary>A file, whatever its name.</summary>
internal readonly record struct FileIdentity(long Device, ulong Inode);
