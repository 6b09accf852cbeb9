using Vigil.Collection.Files;
using Vigil.Collection.Launch.Native;

namespace Vigil.Collection.Launch;

/// <summary>
/// The number of files a program may have open. The .NET runtime raises its own soft limit to the hard one at start and
/// a child would inherit that (some programs close every descriptor up to the limit, others size tables by it), so the
/// limit Vigil was started with is put back for the moment of the start.
/// </summary>
internal static class OpenFileLimit
{
    /// <summary>Runs <paramref name="start"/> under the limit that Vigil was started with, then raises it again.</summary>
    public static T Around<T>(Func<T> start)
    {
        if (!OperatingSystem.IsLinux() || !NativeProcesses.TryGetOpenFileLimit(out ResourceLimit own))
        {
            return start();
        }

        ulong original = FindOriginal(own, ReadLimitsOfParent());
        if (original >= own.Soft)
        {
            return start();
        }

        NativeProcesses.SetOpenFileLimit(new ResourceLimit { Soft = original, Hard = own.Hard });
        try
        {
            return start();
        }
        finally
        {
            NativeProcesses.SetOpenFileLimit(own);
        }
    }

    /// <summary>
    /// The soft limit Vigil was started with. The kernel does not keep it, but the parent has the same as a rule: one
    /// with the same hard limit has most likely handed its soft limit down. With another hard limit it was changed on
    /// the way (<c>ulimit -n</c> sets both), and the present value is the best there is.
    /// </summary>
    public static ulong FindOriginal(ResourceLimit own, ReadOnlySpan<byte> limitsOfParent)
    {
        var scanner = new AsciiScanner(limitsOfParent);
        while (scanner.TryReadLine(out ReadOnlySpan<byte> line))
        {
            if (line.StartsWith("Max open files"u8))
            {
                var words = new AsciiScanner(line["Max open files"u8.Length..]);
                ulong soft = Parse(words.ReadWord());
                ulong hard = Parse(words.ReadWord());
                return hard == own.Hard && soft > 0 ? Math.Min(soft, own.Soft) : own.Soft;
            }
        }

        return own.Soft;
    }

    private static ulong Parse(ReadOnlySpan<byte> word) => word.SequenceEqual("unlimited"u8)
        ? ulong.MaxValue
        : (ulong)new AsciiScanner(word).ReadInt64();

    private static byte[] ReadLimitsOfParent()
    {
        using KernelFile? status = KernelFile.TryOpen("/proc/self/status");
        byte[] buffer = new byte[4096];
        var scanner = new AsciiScanner(status is null ? default : status.ReadAll(ref buffer));
        while (scanner.TryReadLine(out ReadOnlySpan<byte> line))
        {
            if (line.StartsWith("PPid:"u8))
            {
                using KernelFile? limits = KernelFile.TryOpen($"/proc/{new AsciiScanner(line[5..]).ReadInt64()}/limits");
                byte[] text = new byte[4096];
                return limits is null ? [] : limits.ReadAll(ref text).ToArray();
            }
        }

        return [];
    }
}
