using Vigil.Core.Live;
using Vigil.Core.Metrics;
using static Vigil.Server.Prometheus.Mapping;

namespace Vigil.Server.Prometheus;

/// <summary>Accelerators in the words and units of NVIDIA's dcgm-exporter, whoever made them: MiB, MHz, watts, millijoules.</summary>
internal static class GpuNames
{
    private const double Mebi = 1.0 / (1 << 20);
    private const double Mega = 1e-6;
    private const double Milli = 1000;

    public static readonly Mapping[] Gpu =
    [
        Gauge(GpuMetrics.Utilization, "DCGM_FI_DEV_GPU_UTIL"),
        Gauge(GpuMetrics.MemoryBusUtilization, "DCGM_FI_DEV_MEM_COPY_UTIL"),
        Gauge(GpuMetrics.MemoryUsed, "DCGM_FI_DEV_FB_USED", factor: Mebi),
        Gauge(GpuMetrics.Temperature, "DCGM_FI_DEV_GPU_TEMP"),
        Gauge(GpuMetrics.Power, "DCGM_FI_DEV_POWER_USAGE"),
        Gauge(GpuMetrics.PowerLimit, "DCGM_FI_DEV_POWER_MGMT_LIMIT"),
        Gauge(GpuMetrics.SmClock, "DCGM_FI_DEV_SM_CLOCK", factor: Mega),
        Gauge(GpuMetrics.MemoryClock, "DCGM_FI_DEV_MEM_CLOCK", factor: Mega),
        Gauge(GpuMetrics.ThrottleReasons, "DCGM_FI_DEV_CLOCK_THROTTLE_REASONS"),
        Gauge(GpuMetrics.LastXid, "DCGM_FI_DEV_XID_ERRORS"),
        Gauge(GpuMetrics.EncoderUtilization, "DCGM_FI_DEV_ENC_UTIL"),
        Gauge(GpuMetrics.DecoderUtilization, "DCGM_FI_DEV_DEC_UTIL"),
        Gauge(GpuMetrics.FanSpeed, "DCGM_FI_DEV_FAN_SPEED"),
        Gauge(GpuMetrics.MemoryTotal, "vigil_gpu_memory_total_bytes", "bytes"),
        Gauge(GpuMetrics.PcieReceived, "vigil_gpu_pcie_receive_bytes_per_second"),
        Gauge(GpuMetrics.PcieSent, "vigil_gpu_pcie_transmit_bytes_per_second"),
        Counter(GpuMetrics.Energy, "vigil_gpu_energy_joules_total", "joules"),
        Counter(GpuMetrics.EccCorrected, "vigil_gpu_memory_errors_corrected_total"),
        Counter(GpuMetrics.EccUncorrected, "vigil_gpu_memory_errors_uncorrected_total"),
    ];

    /// <summary>DCGM's counters, whose names do not end as those of counters do.</summary>
    public static readonly Mapping[] GpuExporter =
    [
        Untyped(GpuMetrics.Energy, "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION", Milli),
        Untyped(GpuMetrics.EccCorrected, "DCGM_FI_DEV_ECC_SBE_VOL_TOTAL"),
        Untyped(GpuMetrics.EccUncorrected, "DCGM_FI_DEV_ECC_DBE_VOL_TOTAL"),
    ];

    private static readonly Family s_free = new("DCGM_FI_DEV_FB_FREE", FamilyType.Gauge, "Device memory not in use");

    public static void AddFree(MetricsPage page, SubjectReadings gpu, params ReadOnlySpan<(string Name, string? Value)> labels)
    {
        if (gpu.Stored(GpuMetrics.MemoryTotal) is { } total && gpu.Stored(GpuMetrics.MemoryUsed) is { } used)
        {
            page.Add(s_free, (total - used) * Mebi, labels);
        }
    }
}
