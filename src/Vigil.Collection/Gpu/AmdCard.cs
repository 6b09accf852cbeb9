using Vigil.Collection.Files;
using Vigil.Core.Metrics;

namespace Vigil.Collection.Gpu;

/// <summary>One AMD device: its files, opened once. A file that is not there is a reading that is not available.</summary>
internal sealed class AmdCard : IDisposable
{
    private const int NoSuchDevice = 19;

    private readonly List<NumberFile> _numbers = [];
    private readonly KernelFile? _runtimeStatus;
    private readonly KernelFile? _shaderClocks;
    private readonly KernelFile? _memoryClocks;
    private readonly KernelFile? _memoryErrors;
    private readonly byte[] _buffer = new byte[4096];

    /// <summary>Opens the files below a folder such as <c>/sys/class/drm/card0/device</c>.</summary>
    public AmdCard(string device, GpuDevice identity)
    {
        Identity = identity;
        _runtimeStatus = KernelFile.TryOpen(Path.Combine(device, "power", "runtime_status"));
        Add(device, "gpu_busy_percent", GpuMetrics.Utilization);
        Add(device, "mem_busy_percent", GpuMetrics.MemoryBusUtilization);
        if (identity.Facts.MemoryTotalBytes is not null)
        {
            Add(device, "mem_info_vram_used", GpuMetrics.MemoryUsed);
            Add(device, "mem_info_vram_total", GpuMetrics.MemoryTotal);
        }

        bool shaderClock = false;
        bool memoryClock = false;
        if (AmdFacts.HwmonFolder(device) is { } hwmon)
        {
            // Files give thousandths of a degree, millionths of a watt and of a joule, hertz, and 0 to 255 for the fan.
            Add(hwmon, "temp1_input", GpuMetrics.Temperature, divisor: 1000);
            _ = Add(hwmon, "power1_average", GpuMetrics.Power, divisor: 100_000)
                || Add(hwmon, "power1_input", GpuMetrics.Power, divisor: 100_000);
            Add(hwmon, "power1_cap", GpuMetrics.PowerLimit, divisor: 100_000);
            Add(hwmon, "energy1_input", GpuMetrics.Energy, divisor: 1_000_000);
            Add(hwmon, "pwm1", GpuMetrics.FanSpeed, factor: 100, divisor: 255);
            shaderClock = Add(hwmon, "freq1_input", GpuMetrics.SmClock, divisor: 1_000_000);
            memoryClock = Add(hwmon, "freq2_input", GpuMetrics.MemoryClock, divisor: 1_000_000);
        }

        _shaderClocks = shaderClock ? null : KernelFile.TryOpen(Path.Combine(device, "pp_dpm_sclk"));
        _memoryClocks = memoryClock ? null : KernelFile.TryOpen(Path.Combine(device, "pp_dpm_mclk"));
        _memoryErrors = KernelFile.TryOpen(Path.Combine(device, "ras", "umc_err_count"));
    }

    /// <summary>Its facts.</summary>
    public GpuDevice Identity { get; }

    /// <summary>Reads everything into a fresh row; false when the device is gone.</summary>
    public bool Sample(GpuRow row)
    {
        // Reading a sleeping device would wake it, and keep it awake from then on.
        if (Read(_runtimeStatus).StartsWith("suspended"u8))
        {
            return true;
        }

        foreach (NumberFile number in _numbers)
        {
            int length = number.File.Read(_buffer);
            if (length < 0 && KernelFile.LastError == NoSuchDevice)
            {
                return false;
            }

            if (length > 0)
            {
                row[number.Metric] = new AsciiScanner(_buffer.AsSpan(0, length)).ReadInt64() * number.Factor / number.Divisor;
            }
        }

        row[GpuMetrics.SmClock] = Current(_shaderClocks, row[GpuMetrics.SmClock]);
        row[GpuMetrics.MemoryClock] = Current(_memoryClocks, row[GpuMetrics.MemoryClock]);
        ReadErrors(row);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NumberFile number in _numbers)
        {
            number.File.Dispose();
        }

        _runtimeStatus?.Dispose();
        _shaderClocks?.Dispose();
        _memoryClocks?.Dispose();
        _memoryErrors?.Dispose();
    }

    private bool Add(string folder, string name, Metric metric, long factor = 1, long divisor = 1)
    {
        if (KernelFile.TryOpen(Path.Combine(folder, name)) is not { } file)
        {
            return false;
        }

        _numbers.Add(new NumberFile(file, metric, factor, divisor));
        return true;
    }

    private ReadOnlySpan<byte> Read(KernelFile? file) =>
        file?.Read(_buffer) is > 0 and var length ? _buffer.AsSpan(0, length) : default;

    /// <summary>The line marked with a star, such as <c>1: 1340Mhz *</c>, in megahertz.</summary>
    private long Current(KernelFile? file, long otherwise)
    {
        var lines = new AsciiScanner(Read(file));
        while (lines.TryReadLine(out ReadOnlySpan<byte> line))
        {
            if (line.TrimEnd((byte)' ').EndsWith("*"u8))
            {
                var words = new AsciiScanner(line);
                words.SkipWords(1);
                return words.ReadInt64();
            }
        }

        return otherwise;
    }

    /// <summary>Lines <c>ue: 0</c> and <c>ce: 3</c>: memory errors since the driver loaded.</summary>
    private void ReadErrors(GpuRow row)
    {
        var lines = new AsciiScanner(Read(_memoryErrors));
        while (lines.TryReadLine(out ReadOnlySpan<byte> line))
        {
            var words = new AsciiScanner(line);
            ReadOnlySpan<byte> name = words.ReadWord();
            if (name.SequenceEqual("ue:"u8))
            {
                row[GpuMetrics.EccUncorrected] = words.ReadInt64();
            }
            else if (name.SequenceEqual("ce:"u8))
            {
                row[GpuMetrics.EccCorrected] = words.ReadInt64();
            }
        }
    }

    private readonly record struct NumberFile(KernelFile File, Metric Metric, long Factor, long Divisor);
}
