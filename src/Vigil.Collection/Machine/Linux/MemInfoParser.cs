using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Linux;

/// <summary>/proc/meminfo: <c>MemTotal:       24684084 kB</c>, where kB means 1,024 bytes.</summary>
internal static class MemInfoParser
{
    private const long Kibibyte = 1024;

    /// <summary>Fills the memory and swap columns, in bytes.</summary>
    public static void Parse(ReadOnlySpan<byte> text, Span<long> row)
    {
        long total = FieldText.Find(text, "MemTotal"u8, Kibibyte);
        long free = FieldText.Find(text, "MemFree"u8, Kibibyte);
        long buffers = FieldText.Find(text, "Buffers"u8, Kibibyte);
        long cached = FieldText.Find(text, "Cached"u8, Kibibyte);
        long shared = FieldText.Find(text, "Shmem"u8, Kibibyte);
        long reclaimable = FieldText.Find(text, "SReclaimable"u8, Kibibyte);
        long cache = cached < 0 ? Reading.NotAvailable : cached + Math.Max(0, buffers) + Math.Max(0, reclaimable);

        long available = FieldText.Find(text, "MemAvailable"u8, Kibibyte);
        if (available < 0 && total >= 0 && free >= 0 && cache >= 0)
        {
            // Kernels before 3.14 do not say. What is free and what is cached can be had, except shared memory:
            // it is counted as cache and cannot be dropped.
            available = Math.Clamp(free + cache - Math.Max(0, shared), 0, total);
        }

        long swapTotal = FieldText.Find(text, "SwapTotal"u8, Kibibyte);
        long swapFree = FieldText.Find(text, "SwapFree"u8, Kibibyte);

        row[SystemMetrics.MemoryTotal.Index] = total;
        row[SystemMetrics.MemoryUsed.Index] = Difference(total, available);
        row[SystemMetrics.MemoryAvailable.Index] = available;
        row[SystemMetrics.MemoryFree.Index] = free;
        row[SystemMetrics.MemoryCached.Index] = cache;
        row[SystemMetrics.MemoryShared.Index] = shared;
        row[SystemMetrics.MemoryDirty.Index] = FieldText.Find(text, "Dirty"u8, Kibibyte);
        row[SystemMetrics.SwapTotal.Index] = swapTotal;
        row[SystemMetrics.SwapUsed.Index] = Difference(swapTotal, swapFree);
    }

    private static long Difference(long whole, long part) =>
        whole < 0 || part < 0 ? Reading.NotAvailable : Math.Max(0, whole - part);
}
