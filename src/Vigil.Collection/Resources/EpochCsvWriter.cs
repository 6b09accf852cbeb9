using System.Globalization;
using Vigil.Core.Training;

namespace Vigil.Collection.Resources;

/// <summary>
/// Writes <c>epoch_N.csv</c>: one row per reported step with the resources at that moment. The first columns are
/// <c>step, timestamp, gpu_I_util, gpu_I_memory_pct (each GPU), cpu_percent, memory_percent, io_read_rate_mbps</c>; further
/// ones follow. A missing value is an empty field; the timestamp is local time, <c>2025-10-07T10:00:00</c>.
/// </summary>
/// <remarks>
/// A file that exists is appended to when its header is the same and is left alone otherwise: the rows then go to
/// <c>epoch_N_2.csv</c> and so on. Used by one thread at a time.
/// </remarks>
public sealed class EpochCsvWriter : IDisposable
{
    private readonly string _directory;
    private readonly TimeZoneInfo _zone;
    private StreamWriter? _file;
    private long _epoch;
    private int[] _gpus = [];

    /// <param name="directory">Folder of the files; made when missing.</param>
    /// <param name="zone">Zone of the timestamps.</param>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be made.</exception>
    public EpochCsvWriter(string directory, TimeZoneInfo zone)
    {
        _directory = directory;
        _zone = zone;
        Directory.CreateDirectory(directory);
    }

    /// <summary>Adds one row to the file of the step's epoch (0 when it has none).</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(StepReading step, ResourceReadings readings)
    {
        long epoch = step.Epoch is { } value && double.IsFinite(value) ? (long)Math.Floor(value) : 0;
        if (_file is null || epoch != _epoch)
        {
            Open(epoch, [.. readings.Gpus.Select(gpu => gpu.Index)]);
        }

        _file!.WriteLine(string.Join(',', Row(step, readings)));
        _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private static string Header(int[] gpus) => string.Join(',',
    [
        "step", "timestamp",
        .. gpus.SelectMany(gpu => new[] { $"gpu_{gpu}_util", $"gpu_{gpu}_memory_pct" }),
        "cpu_percent", "memory_percent", "io_read_rate_mbps",
        "io_write_rate_mbps", "io_wait_pct", "cpu_process_percent",
        "memory_system_mb", "memory_available_mb", "memory_process_mb",
        .. gpus.SelectMany(gpu => new[] { $"gpu_{gpu}_memory_used_mb", $"gpu_{gpu}_memory_total_mb", $"gpu_{gpu}_temp_c", $"gpu_{gpu}_power_w" }),
        "loss", "learning_rate", "step_time_seconds",
    ]);

    private IEnumerable<string> Row(StepReading step, ResourceReadings readings)
    {
        DateTimeOffset time = TimeZoneInfo.ConvertTime(
            DateTimeOffset.FromUnixTimeMilliseconds((long)(step.UnixSeconds * 1000)), _zone);
        yield return step.Step.ToString(CultureInfo.InvariantCulture);
        yield return time.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
        foreach (int index in _gpus)
        {
            GpuReadings gpu = Find(readings, index);
            yield return Number(gpu.UtilizationPercent);
            yield return Number(gpu.MemoryPercent);
        }

        yield return Number(readings.CpuPercent);
        yield return Number(readings.MemoryPercent);
        yield return Number(readings.ReadMegabytesPerSecond);
        yield return Number(readings.WriteMegabytesPerSecond);
        yield return Number(readings.IoWaitPercent);
        yield return Number(readings.CpuProcessPercent);
        yield return Number(readings.MemoryTotalMegabytes);
        yield return Number(readings.MemoryAvailableMegabytes);
        yield return Number(readings.MemoryProcessMegabytes);
        foreach (int index in _gpus)
        {
            GpuReadings gpu = Find(readings, index);
            yield return Number(gpu.MemoryUsedMegabytes);
            yield return Number(gpu.MemoryTotalMegabytes);
            yield return Number(gpu.TemperatureCelsius);
            yield return Number(gpu.PowerWatts);
        }

        yield return step.Loss?.ToString("R", CultureInfo.InvariantCulture) ?? "";
        yield return step.LearningRate?.ToString("R", CultureInfo.InvariantCulture) ?? "";
        yield return step.StepSeconds?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";
    }

    /// <summary>The GPU of a column; empty fields when it is gone.</summary>
    private static GpuReadings Find(ResourceReadings readings, int index) =>
        readings.Gpus.FirstOrDefault(gpu => gpu.Index == index);

    private static string Number(double? value) => value?.ToString("0.0##", CultureInfo.InvariantCulture) ?? "";

    private void Open(long epoch, int[] gpus)
    {
        _file?.Dispose();
        _file = null;
        _epoch = epoch;
        _gpus = gpus;
        string header = Header(gpus);
        for (int attempt = 1; ; attempt++)
        {
            string suffix = attempt == 1 ? "" : $"_{attempt}";
            string path = Path.Combine(_directory, $"epoch_{epoch}{suffix}.csv");
            bool exists = File.Exists(path) && new FileInfo(path).Length > 0;
            if (exists && File.ReadLines(path).First() != header)
            {
                continue;
            }

            _file = new StreamWriter(path, append: true) { NewLine = "\n" };
            if (!exists)
            {
                _file.WriteLine(header);
            }

            return;
        }
    }
}
