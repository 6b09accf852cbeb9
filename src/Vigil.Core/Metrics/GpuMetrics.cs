namespace Vigil.Core.Metrics;

/// <summary>Readings of one accelerator or MIG instance.</summary>
public static class GpuMetrics
{
    /// <summary>All of them, by column.</summary>
    public static MetricTable Table { get; } = new(SubjectKind.Gpu);

    /// <summary>Time with at least one kernel running.</summary>
    public static readonly Metric Utilization = Table.Gauge("hw.gpu.utilization", Units.Percent, 1, "NVML utilization.gpu, AMD gpu_busy_percent", "Time with at least one kernel running");

    /// <summary>Time in which device memory was read or written.</summary>
    public static readonly Metric MemoryBusUtilization = Table.Gauge("hw.gpu.memory.bus_utilization", Units.Percent, 1, "NVML utilization.memory, AMD mem_busy_percent", "Time in which device memory was read or written");

    /// <summary>Device memory in use; not available on unified memory, where the system counts it.</summary>
    public static readonly Metric MemoryUsed = Table.Gauge("hw.gpu.memory.usage", Units.Bytes, 1, "NVML memory info, AMD mem_info_vram_used", "Device memory in use; not available on unified memory, where the system counts it");

    /// <summary>Device memory.</summary>
    public static readonly Metric MemoryTotal = Table.Gauge("hw.gpu.memory.limit", Units.Bytes, 1, "NVML memory info, AMD mem_info_vram_total", "Device memory");

    /// <summary>Core temperature.</summary>
    public static readonly Metric Temperature = Table.Gauge("hw.temperature", Units.Celsius, 1, "NVML temperature, AMD hwmon temp1_input", "Core temperature");

    /// <summary>Power drawn.</summary>
    public static readonly Metric Power = Table.Gauge("hw.power", Units.Watts, 0.1, "NVML power usage, AMD hwmon power1_average", "Power drawn");

    /// <summary>Power limit in force.</summary>
    public static readonly Metric PowerLimit = Table.Gauge("hw.power.limit", Units.Watts, 0.1, "NVML enforced power limit, AMD hwmon power1_cap", "Power limit in force");

    /// <summary>Energy used since the driver loaded.</summary>
    public static readonly Metric Energy = Table.Counter("hw.energy", Units.Joules, 1, "NVML total energy, AMD energy1_input", "Energy used since the driver loaded");

    /// <summary>Clock of the compute units.</summary>
    public static readonly Metric SmClock = Table.Gauge("hw.gpu.clock.sm", Units.Hertz, 1e6, "NVML SM clock, AMD freq1_input", "Clock of the compute units");

    /// <summary>Clock of the memory.</summary>
    public static readonly Metric MemoryClock = Table.Gauge("hw.gpu.clock.memory", Units.Hertz, 1e6, "NVML memory clock, AMD freq2_input", "Clock of the memory");

    /// <summary>Bit mask of why clocks are held down: 0x4 power cap, 0x8 hardware slowdown, 0x20 software thermal, 0x40 hardware thermal, 0x80 power brake.</summary>
    public static readonly Metric ThrottleReasons = Table.Gauge("hw.gpu.throttle.reasons", Units.One, 1, "NVML current clocks event reasons", "Bit mask of why clocks are held down: 0x4 power cap, 0x8 hardware slowdown, 0x20 software thermal, 0x40 hardware thermal, 0x80 power brake");

    /// <summary>PCIe traffic to the device.</summary>
    public static readonly Metric PcieReceived = Table.Gauge("hw.gpu.io.receive", Units.BytesPerSecond, 1048576, "NVML PCIe throughput", "PCIe traffic to the device, counted over 20 ms, to the MiB/s");

    /// <summary>PCIe traffic from the device.</summary>
    public static readonly Metric PcieSent = Table.Gauge("hw.gpu.io.transmit", Units.BytesPerSecond, 1048576, "NVML PCIe throughput", "PCIe traffic from the device, counted over 20 ms, to the MiB/s");

    /// <summary>Corrected memory errors since the driver loaded.</summary>
    public static readonly Metric EccCorrected = Table.Counter("hw.errors.corrected", Units.One, 1, "NVML ECC volatile corrected", "Corrected memory errors since the driver loaded");

    /// <summary>Uncorrected memory errors since the driver loaded.</summary>
    public static readonly Metric EccUncorrected = Table.Counter("hw.errors.uncorrected", Units.One, 1, "NVML ECC volatile uncorrected", "Uncorrected memory errors since the driver loaded");

    /// <summary>Number of the latest XID error; not available while none was seen.</summary>
    public static readonly Metric LastXid = Table.Gauge("hw.gpu.xid", Units.One, 1, "NVML critical XID event", "Number of the latest XID error; not available while none was seen");

    /// <summary>Time in which the video encoder was busy.</summary>
    public static readonly Metric EncoderUtilization = Table.Gauge("hw.gpu.encoder.utilization", Units.Percent, 1, "NVML encoder utilization", "Time in which the video encoder was busy");

    /// <summary>Time in which the video decoder was busy.</summary>
    public static readonly Metric DecoderUtilization = Table.Gauge("hw.gpu.decoder.utilization", Units.Percent, 1, "NVML decoder utilization", "Time in which the video decoder was busy");

    /// <summary>Fan speed of the maximum.</summary>
    public static readonly Metric FanSpeed = Table.Gauge("hw.fan.speed_ratio", Units.Percent, 1, "NVML fan speed, AMD pwm1", "Fan speed of the maximum");
}
