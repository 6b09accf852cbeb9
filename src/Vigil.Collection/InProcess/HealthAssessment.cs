using System.Globalization;
using Vigil.Collection.Resources;

namespace Vigil.Collection.InProcess;

/// <summary>Judges a sample by the thresholds. What is not available is neither good nor bad.</summary>
internal static class HealthAssessment
{
    private const double Gibibyte = 1L << 30;
    private const string SharedMemoryKey = "shm";

    public static (HealthState Status, IReadOnlyList<string> Reasons) Judge(SystemSample? sample, SystemMonitorOptions options)
    {
        if (sample is null)
        {
            return (HealthState.Unknown, ["No sample has been taken yet."]);
        }

        var critical = new List<string>();
        var warnings = new List<string>();
        if (sample.MemoryPercent is { } memory)
        {
            Above("Memory use", memory, options.MemoryWarningPercent, options.MemoryCriticalPercent, "%");
        }

        if (sample.CpuPercent is { } cpu)
        {
            Above("CPU use", cpu, options.CpuWarningPercent, double.PositiveInfinity, "%");
        }

        foreach (GpuReadings gpu in sample.Gpus)
        {
            if (gpu.TemperatureCelsius is { } temperature)
            {
                Above($"Temperature of GPU {gpu.Index}", temperature, options.GpuTemperatureWarningCelsius, options.GpuTemperatureCriticalCelsius, " °C");
            }
        }

        foreach (DiskSpace disk in sample.Disks)
        {
            // Shared memory is memory, and small by design.
            if (disk.Key != SharedMemoryKey && disk.FreeBytes is { } bytes)
            {
                double free = bytes / Gibibyte;
                bool severe = free < options.DiskFreeCriticalGibibytes;
                if (severe || free < options.DiskFreeWarningGibibytes)
                {
                    double threshold = severe ? options.DiskFreeCriticalGibibytes : options.DiskFreeWarningGibibytes;
                    (severe ? critical : warnings).Add(string.Create(
                        CultureInfo.InvariantCulture, $"Free space on {disk.Path ?? disk.Key} is {free:0.##} GiB (threshold: {threshold:0.##} GiB)."));
                }
            }
        }

        HealthState status = critical.Count > 0 ? HealthState.Critical : warnings.Count > 0 ? HealthState.Warning : HealthState.Healthy;
        return (status, [.. critical, .. warnings]);

        void Above(string what, double value, double warning, double severe, string unit)
        {
            if (value > warning || value > severe)
            {
                double threshold = value > severe ? severe : warning;
                (value > severe ? critical : warnings).Add(string.Create(
                    CultureInfo.InvariantCulture, $"{what} is {value:0.#}{unit} (threshold: {threshold:0.##}{unit})."));
            }
        }
    }
}
