using System.Globalization;
using Vigil.Collection.Resources;
using Vigil.Core.Sampling;

namespace Vigil.Collection.InProcess;

/// <summary>
/// A history as CSV: one line per sample, a column for each GPU and file system that any sample has. Times are UTC; a
/// missing reading is an empty field. The columns stand in docs/dotnet.md and are a contract.
/// </summary>
internal static class HistoryCsv
{
    private static readonly (string Name, Func<SystemSample, double?> Value)[] s_columns =
    [
        ("cpu_percent", sample => sample.CpuPercent),
        ("io_wait_percent", sample => sample.Totals.IoWaitPercent),
        ("memory_percent", sample => sample.MemoryPercent),
        ("memory_used_bytes", sample => sample.Totals.MemoryUsedBytes),
        ("memory_available_bytes", sample => sample.Totals.MemoryAvailableBytes),
        ("memory_total_bytes", sample => sample.Totals.MemoryTotalBytes),
        ("swap_used_bytes", sample => sample.Totals.SwapUsedBytes),
        ("process_cpu_percent", sample => sample.Totals.ProcessCpuPercent),
        ("process_memory_bytes", sample => sample.ProcessMemoryBytes),
        ("disk_read_bytes_per_second", sample => sample.Totals.DiskReadBytesPerSecond),
        ("disk_write_bytes_per_second", sample => sample.Totals.DiskWriteBytesPerSecond),
    ];

    private static readonly (string Name, Func<GpuReadings, double?> Value)[] s_gpuColumns =
    [
        ("util", gpu => gpu.UtilizationPercent),
        ("memory_used_mb", gpu => gpu.MemoryUsedMegabytes),
        ("memory_total_mb", gpu => gpu.MemoryTotalMegabytes),
        ("memory_pct", gpu => gpu.MemoryPercent),
        ("temp_c", gpu => gpu.TemperatureCelsius),
        ("power_w", gpu => gpu.PowerWatts),
    ];

    public static void Write(Stream stream, IReadOnlyList<SystemSample> samples)
    {
        int[] gpus = [.. samples.SelectMany(sample => sample.Gpus).Select(gpu => gpu.Index).Distinct().Order()];
        string[] disks = [.. samples.SelectMany(sample => sample.Disks).Select(disk => disk.Key).Distinct().Order(StringComparer.Ordinal)];
        using var text = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        text.WriteLine(string.Join(',',
        [
            "timestamp",
            .. s_columns.Select(column => column.Name),
            .. gpus.SelectMany(gpu => s_gpuColumns.Select(column => $"gpu_{gpu}_{column.Name}")),
            .. disks.Select(disk => $"disk_{disk}_free_bytes"),
        ]));
        foreach (SystemSample sample in samples)
        {
            text.WriteLine(string.Join(',',
            [
                sample.Time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
                .. s_columns.Select(column => Number(column.Value(sample))),
                .. gpus.SelectMany(index => GpuFields(sample, index)),
                .. disks.Select(key => Number(sample.Disks.FirstOrDefault(disk => disk.Key == key).FreeBytes)),
            ]));
        }
    }

    private static IEnumerable<string> GpuFields(SystemSample sample, int index)
    {
        // A GPU that this sample lacks is the default, whose readings are all missing.
        GpuReadings gpu = sample.Gpus.FirstOrDefault(candidate => candidate.Index == index);
        return s_gpuColumns.Select(column => Number(column.Value(gpu)));
    }

    private static string Number(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "";
}
