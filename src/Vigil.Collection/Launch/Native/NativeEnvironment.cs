using System.Runtime.InteropServices;

namespace Vigil.Collection.Launch.Native;

/// <summary>What this process itself was given: its environment and arguments, as bytes.</summary>
internal static unsafe partial class NativeEnvironment
{
    /// <summary>The entries of <c>environ</c>, in order, also those that are not UTF-8, have no name or come twice.</summary>
    public static List<byte[]> ReadEnvironment()
    {
        var entries = new List<byte[]>();
        byte** entry = Environ();
        for (; entry is not null && *entry is not null; entry++)
        {
            entries.Add(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(*entry).ToArray());
        }

        return entries;
    }

    public static bool CanExecute(byte[] path) => CanAccess(path, Os.AccessExecute);

    public static bool Exists(byte[] path) => CanAccess(path, 0);

    /// <summary>Whether the path leads to a directory: only there is an entry "." to be found.</summary>
    public static bool IsDirectory(byte[] path) => CanAccess([.. path, (byte)'/', (byte)'.'], 0);

    private static bool CanAccess(byte[] path, int mode)
    {
        fixed (byte* start = (byte[])[.. path, 0])
        {
            return AccessNative(start, mode) == 0;
        }
    }

    private static byte** Environ()
    {
        if (OperatingSystem.IsMacOS())
        {
            return *EnvironMacOS();
        }

        return NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "environ", out nint address)
            ? *(byte***)address
            : null;
    }

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true)]
    private static partial int AccessNative(byte* path, int mode);

    [LibraryImport("libc", EntryPoint = "_NSGetEnviron")]
    private static partial byte*** EnvironMacOS();
}
