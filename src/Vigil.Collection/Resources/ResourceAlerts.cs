using System.Globalization;

namespace Vigil.Collection.Resources;

/// <summary>Tells which readings are beyond their thresholds, in words for the console.</summary>
public static class ResourceAlerts
{
    /// <summary>One line per reading beyond its threshold; empty when all is well.</summary>
    public static IReadOnlyList<string> Check(ResourceReadings readings, ResourceMonitorOptions options)
    {
        var alerts = new List<string>();
        foreach (GpuReadings gpu in readings.Gpus)
        {
            string name = readings.Gpus.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"GPU {gpu.Index}") : "GPU";
            if (options.AlertGpuUnderutilization && gpu.UtilizationPercent < options.GpuUtilThreshold * 100)
            {
                alerts.Add(string.Create(CultureInfo.InvariantCulture, $"{name} underutilized: {gpu.UtilizationPercent:F1}% (threshold: {options.GpuUtilThreshold * 100:0.##}%)"));
            }

            if (gpu.TemperatureCelsius > options.GpuTemperatureThreshold)
            {
                alerts.Add(string.Create(CultureInfo.InvariantCulture, $"{name} temperature high: {gpu.TemperatureCelsius:0.#}°C"));
            }
        }

        if (options.AlertMemoryPressure && readings.MemoryPercent > options.MemoryThreshold * 100)
        {
            alerts.Add(string.Create(CultureInfo.InvariantCulture, $"High memory usage: {readings.MemoryPercent:F1}% (threshold: {options.MemoryThreshold * 100:0.##}%)"));
        }

        if (options.AlertIoBottleneck && readings.IoWaitPercent > options.IoWaitThreshold * 100)
        {
            alerts.Add(string.Create(CultureInfo.InvariantCulture, $"I/O bottleneck: {readings.IoWaitPercent:F1}% wait time (threshold: {options.IoWaitThreshold * 100:0.##}%)"));
        }

        return alerts;
    }
}
