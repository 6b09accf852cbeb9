using System.Globalization;

namespace Vigil.Bench.Recording;

/// <summary>Memory of a process, in megabytes of 10^6 bytes.</summary>
/// <param name="PeakMegabytes">Highest resident memory so far.</param>
/// <param name="ResidentMegabytes">Resident now.</param>
/// <param name="AnonymousMegabytes">Of it, memory of its own.</param>
/// <param name="FileMegabytes">Of it, pages of program files, shared with whoever else runs them.</param>
/// <param name="ProportionalMegabytes">Resident with shared pages divided among their users.</param>
internal sealed record MemoryUse(
    double PeakMegabytes, double ResidentMegabytes, double AnonymousMegabytes, double FileMegabytes, double ProportionalMegabytes)
{
    /// <summary>Reads it; null when the process is gone.</summary>
    public static MemoryUse? Of(int pid)
    {
        try
        {
            string[] lines = [.. File.ReadAllLines($"/proc/{pid}/status"), .. File.ReadAllLines($"/proc/{pid}/smaps_rollup")];
            return new MemoryUse(Find("VmHWM"), Find("VmRSS"), Find("RssAnon"), Find("RssFile"), Find("Pss"));

            double Find(string name) => lines.FirstOrDefault(line => line.StartsWith(name + ':')) is { } line
                ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024 / 1e6
                : double.NaN;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
