using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace Vigil.Collection.InProcess;

/// <summary>How a <see cref="SystemMonitor"/> samples, and when a reading counts as unhealthy.</summary>
public sealed record SystemMonitorOptions
{
    /// <summary>Variables that set <see cref="IntervalSeconds"/>; the first that is set counts.</summary>
    private static readonly string[] s_intervalVariables = ["VIGIL_MONITORING_INTERVAL", "AETHERIST_MONITORING_INTERVAL"];

    /// <summary>Variables that set <see cref="MaxHistory"/>; the first that is set counts.</summary>
    private static readonly string[] s_historyVariables = ["VIGIL_MONITORING_HISTORY", "AETHERIST_MONITORING_HISTORY"];

    /// <summary>Time between samples, seconds; 0.1 to 3600, default 5.</summary>
    [Range(0.1, 3600)]
    public double IntervalSeconds { get; init; } = 5;

    /// <summary>Samples kept, the oldest are dropped first; 1 to 10,000,000, default 1000.</summary>
    [Range(1, 10_000_000)]
    public int MaxHistory { get; init; } = 1000;

    /// <summary>CPU use above which the state is a warning, percent; 0 to 100, default 80. A busy CPU alone is never critical.</summary>
    [Range(0, 100)]
    public double CpuWarningPercent { get; init; } = 80;

    /// <summary>Memory use above which the state is a warning, percent; 0 to 100, default 85.</summary>
    [Range(0, 100)]
    public double MemoryWarningPercent { get; init; } = 85;

    /// <summary>Memory use above which the state is critical, percent; 0 to 100, default 95.</summary>
    [Range(0, 100)]
    public double MemoryCriticalPercent { get; init; } = 95;

    /// <summary>GPU temperature above which the state is a warning, degrees Celsius; 0 to 200, default 80.</summary>
    [Range(0, 200)]
    public double GpuTemperatureWarningCelsius { get; init; } = 80;

    /// <summary>GPU temperature above which the state is critical, degrees Celsius; 0 to 200, default 90.</summary>
    [Range(0, 200)]
    public double GpuTemperatureCriticalCelsius { get; init; } = 90;

    /// <summary>Free space below which the state is a warning, GiB; 0 to 1,000,000, default 5.</summary>
    [Range(0, 1_000_000)]
    public double DiskFreeWarningGibibytes { get; init; } = 5;

    /// <summary>Free space below which the state is critical, GiB; 0 to 1,000,000, default 1.</summary>
    [Range(0, 1_000_000)]
    public double DiskFreeCriticalGibibytes { get; init; } = 1;

    /// <summary>
    /// The defaults, changed by <c>VIGIL_MONITORING_INTERVAL</c> (seconds) and <c>VIGIL_MONITORING_HISTORY</c> (samples), or
    /// by <c>AETHERIST_MONITORING_INTERVAL</c> and <c>AETHERIST_MONITORING_HISTORY</c> where those are not set.
    /// </summary>
    /// <exception cref="ArgumentException">A variable is no number or out of range; all faults are told.</exception>
    public static SystemMonitorOptions FromEnvironment() => FromEnvironment(Environment.GetEnvironmentVariable);

    internal static SystemMonitorOptions FromEnvironment(Func<string, string?> variable)
    {
        var faults = new OptionFaults();
        var options = new SystemMonitorOptions();
        double? interval = Read(s_intervalVariables, 0.1, 3600);
        double? history = Read(s_historyVariables, 1, 10_000_000);
        faults.Require(history is null || history == Math.Floor(history.Value), $"The history of {history} samples is no whole number.");
        faults.ThrowIfAny("environment");
        return options with
        {
            IntervalSeconds = interval ?? options.IntervalSeconds,
            MaxHistory = (int?)history ?? options.MaxHistory,
        };

        double? Read(string[] names, double minimum, double maximum)
        {
            foreach (string name in names)
            {
                if (variable(name) is { Length: > 0 } text)
                {
                    if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
                    {
                        faults.Require(false, $"{name} is \"{text}\", which is no number.");
                        return null;
                    }

                    faults.Require(name, value, minimum, maximum);
                    return value;
                }
            }

            return null;
        }
    }

    internal void Validate(string parameter) => new OptionFaults()
        .Require(nameof(IntervalSeconds), IntervalSeconds, 0.1, 3600)
        .Require(nameof(MaxHistory), MaxHistory, 1, 10_000_000)
        .Require(nameof(CpuWarningPercent), CpuWarningPercent, 0, 100)
        .Require(nameof(MemoryWarningPercent), MemoryWarningPercent, 0, 100)
        .Require(nameof(MemoryCriticalPercent), MemoryCriticalPercent, 0, 100)
        .Require(MemoryWarningPercent <= MemoryCriticalPercent, $"{nameof(MemoryWarningPercent)} must not lie above {nameof(MemoryCriticalPercent)}.")
        .Require(nameof(GpuTemperatureWarningCelsius), GpuTemperatureWarningCelsius, 0, 200)
        .Require(nameof(GpuTemperatureCriticalCelsius), GpuTemperatureCriticalCelsius, 0, 200)
        .Require(GpuTemperatureWarningCelsius <= GpuTemperatureCriticalCelsius, $"{nameof(GpuTemperatureWarningCelsius)} must not lie above {nameof(GpuTemperatureCriticalCelsius)}.")
        .Require(nameof(DiskFreeWarningGibibytes), DiskFreeWarningGibibytes, 0, 1_000_000)
        .Require(nameof(DiskFreeCriticalGibibytes), DiskFreeCriticalGibibytes, 0, 1_000_000)
        .Require(DiskFreeWarningGibibytes >= DiskFreeCriticalGibibytes, $"{nameof(DiskFreeWarningGibibytes)} must not lie below {nameof(DiskFreeCriticalGibibytes)}.")
        .ThrowIfAny(parameter);
}
