using Vigil.Collection.Files;
using Vigil.Core.Metrics;

namespace Vigil.Collection.Machine.Linux;

/// <summary>/proc/vmstat: <c>pswpin 0</c>, one counter a line. OOM kills are counted since Linux 4.13.</summary>
/// <param name="pageSizeBytes">Size of a page: swap traffic is counted in pages.</param>
internal sealed class VmStatParser(int pageSizeBytes)
{
    /// <summary>Fills the columns for swap traffic, major faults and OOM kills.</summary>
    public void Parse(ReadOnlySpan<byte> text, Span<long> row)
    {
        row[SystemMetrics.SwapIn.Index] = FieldText.Find(text, "pswpin"u8, pageSizeBytes);
        row[SystemMetrics.SwapOut.Index] = FieldText.Find(text, "pswpout"u8, pageSizeBytes);
        row[SystemMetrics.MajorFaults.Index] = FieldText.Find(text, "pgmajfault"u8);
        row[SystemMetrics.OomKills.Index] = FieldText.Find(text, "oom_kill"u8);
    }
}
