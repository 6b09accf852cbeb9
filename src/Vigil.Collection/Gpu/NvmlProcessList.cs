using System.Buffers.Binary;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Gpu;

/// <summary>
/// Which processes hold memory on a device and how busy they keep it. The list's entries changed their layout between
/// drivers without saying so in the name of the function.
/// </summary>
/// <remarks>
/// Entries are 16 bytes (process number at 0, bytes at 8) from the function without a suffix, and 24 bytes from _v2 and _v3.
/// Drivers 535.43 up to, not including, 535.98 answer _v3 with entries of 32 bytes, the first 24 alike; 535.98 dropped _v3
/// until it came back with 24. The buffer always has room for the longest.
/// </remarks>
internal sealed class NvmlProcessList(NvmlLibrary nvml, string? driverVersion)
{
    private const int OldestEntryLength = 16;
    private const int EntryLength = 24;
    private const int LongestEntryLength = 32;

    private readonly Source[] _sources =
    [
        FindSource(nvml, driverVersion, "nvmlDeviceGetComputeRunningProcesses"),
        FindSource(nvml, driverVersion, "nvmlDeviceGetGraphicsRunningProcesses"),
    ];

    private byte[] _entries = new byte[16 * LongestEntryLength];
    private NvmlProcessUtilization[] _samples = new NvmlProcessUtilization[64];

    /// <summary>Kinds of list: compute, then graphics.</summary>
    public int Kinds => _sources.Length;

    /// <summary>Adds the processes of one kind to a device's row. A process in both lists holds its memory once.</summary>
    public NvmlReturn Read(int kind, nint device, GpuRow row)
    {
        Source source = _sources[kind];
        if (source.Function == 0)
        {
            return NvmlReturn.FunctionNotFound;
        }

        uint count = (uint)(_entries.Length / LongestEntryLength);
        NvmlReturn code = NvmlLibrary.Processes(source.Function, device, _entries, ref count);
        if (code == NvmlReturn.InsufficientSize)
        {
            // Some more than needed now: processes start while we ask.
            _entries = new byte[((int)Math.Min(count, ushort.MaxValue) + 8) * LongestEntryLength];
            count = (uint)(_entries.Length / LongestEntryLength);
            code = NvmlLibrary.Processes(source.Function, device, _entries, ref count);
        }

        if (code != NvmlReturn.Success)
        {
            return code;
        }

        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = _entries.AsSpan(i * source.EntryLength, source.EntryLength);
            ref GpuProcessRow process = ref row.Process(BinaryPrimitives.ReadUInt32LittleEndian(entry));
            ulong bytes = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
            process.MemoryUsedBytes = Math.Max(process.MemoryUsedBytes, bytes > long.MaxValue ? Reading.NotAvailable : (long)bytes);
        }

        return code;
    }

    /// <summary>
    /// Fills the utilisation of the processes in a row. NVML tells only of those that were busy since it was asked last:
    /// the others were idle.
    /// </summary>
    /// <param name="device">The device.</param>
    /// <param name="row">Its processes.</param>
    /// <param name="since">Time stamp of the latest sample seen of this device; moved on.</param>
    public NvmlReturn ReadUtilization(nint device, GpuRow row, ref ulong since)
    {
        uint count = (uint)_samples.Length;
        NvmlReturn code = nvml.ProcessUtilization(device, _samples, ref count, since);
        if (code == NvmlReturn.InsufficientSize)
        {
            _samples = new NvmlProcessUtilization[(int)Math.Min(count, ushort.MaxValue) + 8];
            count = (uint)_samples.Length;
            code = nvml.ProcessUtilization(device, _samples, ref count, since);
        }

        if (code is not (NvmlReturn.Success or NvmlReturn.NotFound))
        {
            return code;
        }

        foreach (ref GpuProcessRow process in row.EditProcesses())
        {
            process.UtilizationPercent = 0;
        }

        if (code == NvmlReturn.Success)
        {
            Share(_samples.AsSpan(0, (int)Math.Min(count, (uint)_samples.Length)), row, ref since);
        }

        return NvmlReturn.Success;
    }

    private static void Share(ReadOnlySpan<NvmlProcessUtilization> samples, GpuRow row, ref ulong since)
    {
        foreach (ref GpuProcessRow process in row.EditProcesses())
        {
            ulong latest = 0;
            foreach (ref readonly NvmlProcessUtilization sample in samples)
            {
                if (sample.Pid == process.Pid && sample.TimeStampMicroseconds >= latest && sample.Sm <= 100)
                {
                    latest = sample.TimeStampMicroseconds;
                    process.UtilizationPercent = sample.Sm;
                }
            }
        }

        foreach (ref readonly NvmlProcessUtilization sample in samples)
        {
            since = Math.Max(since, sample.TimeStampMicroseconds);
        }
    }

    private static Source FindSource(NvmlLibrary nvml, string? driverVersion, string symbol)
    {
        if (nvml.Find(symbol + "_v3") is var latest and not 0)
        {
            return new Source(latest, HasLongEntries(driverVersion) ? LongestEntryLength : EntryLength);
        }

        return nvml.Find(symbol + "_v2") is var second and not 0
            ? new Source(second, EntryLength)
            : new Source(nvml.Find(symbol), OldestEntryLength);
    }

    private static bool HasLongEntries(string? driverVersion) =>
        Version.TryParse(driverVersion, out Version? version) && version.Major == 535 && version.Minor is >= 43 and < 98;

    private readonly record struct Source(nint Function, int EntryLength);
}
