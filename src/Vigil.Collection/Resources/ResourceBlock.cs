using System.Globalization;
using System.Text;

namespace Vigil.Collection.Resources;

/// <summary>
/// The <c>[Resources]</c> block that is printed every so many steps. Always in the invariant culture: it is read by
/// programs, and may be printed by a program of any culture.
/// </summary>
public static class ResourceBlock
{
    /// <summary>
    /// Formats the readings of one step, alerts below them where there are any. What is not available is left out; lines
    /// end in a line feed.
    /// </summary>
    /// <param name="step">The step (the documents' batch).</param>
    /// <param name="readings">The resources.</param>
    /// <param name="alerts">From <see cref="ResourceAlerts.Check"/>.</param>
    public static string Format(long step, ResourceReadings readings, IReadOnlyList<string> alerts)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"[Resources] Batch {step}:\n");
        foreach (GpuReadings gpu in readings.Gpus)
        {
            string parts = string.Join(", ", GpuParts(gpu));
            if (parts.Length > 0)
            {
                text.Append(CultureInfo.InvariantCulture, $"  GPU {gpu.Index}: ").Append(parts).Append('\n');
            }
        }

        if (readings.CpuPercent is { } cpu)
        {
            text.Append(CultureInfo.InvariantCulture, $"  CPU: {cpu:F1}%");
            text.Append(readings.CpuProcessPercent is { } process ? string.Create(CultureInfo.InvariantCulture, $" (process: {process:F1}%)\n") : "\n");
        }

        if (readings is { MemoryTotalMegabytes: { } total, MemoryAvailableMegabytes: { } available })
        {
            text.Append(CultureInfo.InvariantCulture, $"  Memory: {available:F0}/{total:F0} MB available");
            text.Append(readings.MemoryPercent is { } percent ? string.Create(CultureInfo.InvariantCulture, $" ({percent:F0}%)\n") : "\n");
        }

        if (readings is { ReadMegabytesPerSecond: { } read, WriteMegabytesPerSecond: { } write })
        {
            text.Append(CultureInfo.InvariantCulture, $"  I/O: Read {read:F1} MB/s, Write {write:F1} MB/s");
            text.Append(readings.IoWaitPercent is { } wait ? string.Create(CultureInfo.InvariantCulture, $", Wait {wait:F1}%\n") : "\n");
        }

        if (alerts.Count > 0)
        {
            text.Append("\n[Resources] ⚠️ ALERTS:\n");
            foreach (string alert in alerts)
            {
                text.Append("  - ").Append(alert).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> GpuParts(GpuReadings gpu)
    {
        if (gpu.UtilizationPercent is { } utilization)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{utilization:F1}% util");
        }

        if (gpu is { MemoryUsedMegabytes: { } used, MemoryTotalMegabytes: { } total })
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{used:F0}/{total:F0} MB ({gpu.MemoryPercent:F0}%)");
        }

        if (gpu.TemperatureCelsius is { } temperature)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{temperature:F0}°C");
        }
    }
}
