using Vigil.Core.Metrics;

namespace Vigil.Collection.Gpu;

/// <summary>Arguments of an NVML call that gives one number.</summary>
internal enum NvmlShape
{
    /// <summary>(device, unsigned int*)</summary>
    Value32,

    /// <summary>(device, unsigned long long*)</summary>
    Value64,

    /// <summary>(device, selector, unsigned int*)</summary>
    Selected32,

    /// <summary>(device, unsigned int*, unsigned int* period)</summary>
    Period32,

    /// <summary>(device, error type, volatile counter, unsigned long long*)</summary>
    Errors64,
}

/// <summary>One reading that NVML gives as one number by one call.</summary>
/// <param name="Metric">Where it goes.</param>
/// <param name="Shape">Arguments of the call.</param>
/// <param name="Symbol">Name of the function.</param>
/// <param name="Selector">Which sensor, clock, direction or kind of error; for the shapes that have one.</param>
/// <param name="Divisor">NVML's number divided by this is the stored integer.</param>
internal sealed record NvmlScalar(Metric Metric, NvmlShape Shape, string Symbol, int Selector = 0, long Divisor = 1)
{
    /// <summary>Name of the same function in older drivers; null when it always had this one.</summary>
    public string? OlderSymbol { get; init; }

    /// <summary>The call itself lasts tens of milliseconds, as NVML counts over that time; asked at most every half second.</summary>
    public bool Slow { get; init; }

    /// <summary>All of them. What they measure belongs to the board, so they are read of physical devices only.</summary>
    public static IReadOnlyList<NvmlScalar> All { get; } =
    [
        new(GpuMetrics.Temperature, NvmlShape.Selected32, "nvmlDeviceGetTemperature"),
        new(GpuMetrics.Power, NvmlShape.Value32, "nvmlDeviceGetPowerUsage", Divisor: 100),
        new(GpuMetrics.PowerLimit, NvmlShape.Value32, "nvmlDeviceGetEnforcedPowerLimit", Divisor: 100),
        new(GpuMetrics.Energy, NvmlShape.Value64, "nvmlDeviceGetTotalEnergyConsumption", Divisor: 1000),
        new(GpuMetrics.SmClock, NvmlShape.Selected32, "nvmlDeviceGetClockInfo", Selector: 1),
        new(GpuMetrics.MemoryClock, NvmlShape.Selected32, "nvmlDeviceGetClockInfo", Selector: 2),
        new(GpuMetrics.ThrottleReasons, NvmlShape.Value64, "nvmlDeviceGetCurrentClocksEventReasons")
        {
            OlderSymbol = "nvmlDeviceGetCurrentClocksThrottleReasons",
        },
        new(GpuMetrics.EccCorrected, NvmlShape.Errors64, "nvmlDeviceGetTotalEccErrors", Selector: 0),
        new(GpuMetrics.EccUncorrected, NvmlShape.Errors64, "nvmlDeviceGetTotalEccErrors", Selector: 1),
        new(GpuMetrics.EncoderUtilization, NvmlShape.Period32, "nvmlDeviceGetEncoderUtilization"),
        new(GpuMetrics.DecoderUtilization, NvmlShape.Period32, "nvmlDeviceGetDecoderUtilization"),
        new(GpuMetrics.FanSpeed, NvmlShape.Value32, "nvmlDeviceGetFanSpeed"),
        new(GpuMetrics.PcieReceived, NvmlShape.Selected32, "nvmlDeviceGetPcieThroughput", Selector: 1, Divisor: 1024) { Slow = true },
        new(GpuMetrics.PcieSent, NvmlShape.Selected32, "nvmlDeviceGetPcieThroughput", Selector: 0, Divisor: 1024) { Slow = true },
    ];
}
