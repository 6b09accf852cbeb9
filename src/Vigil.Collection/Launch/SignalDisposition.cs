using System.Globalization;
using System.Text;
using Vigil.Collection.Files;

namespace Vigil.Collection.Launch;

/// <summary>What another process does with a signal, as far as the kernel shows it.</summary>
internal static class SignalDisposition
{
    /// <summary>Whether it neither catches nor ignores the signal. True when that cannot be read.</summary>
    public static bool IsDefault(HostPaths paths, int processId, int signal)
    {
        using KernelFile? status = KernelFile.TryOpen(paths.Proc($"{processId}/status"));
        if (status is null)
        {
            return true;
        }

        byte[] buffer = new byte[4096];
        var scanner = new AsciiScanner(status.ReadAll(ref buffer));
        ulong taken = 0;
        while (scanner.TryReadLine(out ReadOnlySpan<byte> line))
        {
            if (line.StartsWith("SigIgn:"u8) || line.StartsWith("SigCgt:"u8))
            {
                string mask = Encoding.ASCII.GetString(line[7..]).Trim();
                taken |= ulong.TryParse(mask, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out ulong bits) ? bits : 0;
            }
        }

        return (taken & (1ul << (signal - 1))) == 0;
    }
}
