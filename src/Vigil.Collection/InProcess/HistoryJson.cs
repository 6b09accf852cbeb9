using System.Text.Json;
using Vigil.Collection.Resources;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;

namespace Vigil.Collection.InProcess;

/// <summary>A history as JSON; the shape stands in docs/dotnet.md and is a contract. Missing readings are null.</summary>
internal static class HistoryJson
{
    public static void Write(
        Stream stream, IReadOnlyList<SystemSample> samples, SystemSummary summary, double intervalSeconds, DateTimeOffset now)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("exported_at", now.UtcDateTime);
        json.WriteNumber("interval_seconds", intervalSeconds);
        json.WriteString("status", EnumNames.ToSnakeCase(summary.Status));
        json.WriteStartArray("reasons");
        foreach (string reason in summary.Reasons)
        {
            json.WriteStringValue(reason);
        }

        json.WriteEndArray();
        json.WriteStartArray("samples");
        foreach (SystemSample sample in samples)
        {
            Write(json, sample);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SystemSample sample)
    {
        SampleTotals totals = sample.Totals;
        json.WriteStartObject();
        json.WriteString("timestamp", sample.Time.UtcDateTime);
        Number(json, "cpu_percent", sample.CpuPercent);
        Number(json, "io_wait_percent", totals.IoWaitPercent);
        Number(json, "memory_percent", sample.MemoryPercent);
        Number(json, "memory_used_bytes", totals.MemoryUsedBytes);
        Number(json, "memory_available_bytes", totals.MemoryAvailableBytes);
        Number(json, "memory_total_bytes", totals.MemoryTotalBytes);
        Number(json, "swap_used_bytes", totals.SwapUsedBytes);
        Number(json, "process_cpu_percent", totals.ProcessCpuPercent);
        Number(json, "process_memory_bytes", sample.ProcessMemoryBytes);
        Number(json, "disk_read_bytes_per_second", totals.DiskReadBytesPerSecond);
        Number(json, "disk_write_bytes_per_second", totals.DiskWriteBytesPerSecond);
        json.WriteStartArray("gpus");
        foreach (GpuReadings gpu in sample.Gpus)
        {
            json.WriteStartObject();
            json.WriteNumber("index", gpu.Index);
            Number(json, "utilization_percent", gpu.UtilizationPercent);
            Number(json, "memory_used_mb", gpu.MemoryUsedMegabytes);
            Number(json, "memory_total_mb", gpu.MemoryTotalMegabytes);
            Number(json, "memory_percent", gpu.MemoryPercent);
            Number(json, "temperature_celsius", gpu.TemperatureCelsius);
            Number(json, "power_watts", gpu.PowerWatts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("disks");
        foreach (DiskSpace disk in sample.Disks)
        {
            json.WriteStartObject();
            json.WriteString("key", disk.Key);
            json.WriteString("path", disk.Path);
            Number(json, "total_bytes", disk.TotalBytes);
            Number(json, "free_bytes", disk.FreeBytes);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, Math.Round(known, 3));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
