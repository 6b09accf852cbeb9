using System.Runtime.InteropServices;

namespace Vigil.Collection.Machine.Linux;

/// <summary>
/// statvfs(3) of 64-bit Linux. Its structure starts with the same eight 64-bit numbers on x64 and arm64, under glibc and
/// musl; what follows differs, is not read, and has room left for it here.
/// </summary>
internal sealed partial class StatvfsQuery : IFileSystemQuery
{
    /// <inheritdoc/>
    public int Query(ReadOnlySpan<byte> path, out FileSystemSpace space)
    {
        Statvfs answer;
        unsafe
        {
            fixed (byte* start = path)
            {
                if (Ask(start, &answer) != 0)
                {
                    space = default;
                    return Marshal.GetLastPInvokeError();
                }
            }
        }

        // Some network file systems leave the fragment size at 0, which means the block size.
        ulong unit = answer.FragmentSize != 0 ? answer.FragmentSize : answer.BlockSize;
        space = new FileSystemSpace(
            Bytes(answer.Blocks, unit), Bytes(answer.BlocksAvailable, unit), Clamp(answer.Files), Clamp(answer.FilesAvailable));
        return 0;
    }

    private static long Bytes(ulong blocks, ulong unit) =>
        (long)UInt128.Min((UInt128)blocks * unit, long.MaxValue);

    private static long Clamp(ulong value) => (long)Math.Min(value, long.MaxValue);

    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true)]
    private static unsafe partial int Ask(byte* path, Statvfs* answer);

    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Statvfs
    {
        public ulong BlockSize;
        public ulong FragmentSize;
        public ulong Blocks;
        public ulong BlocksFree;
        public ulong BlocksAvailable;
        public ulong Files;
        public ulong FilesFree;
        public ulong FilesAvailable;
    }
}
