using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Container;

/// <summary>
/// Memory of a version 2 group. Amounts and hits are those of the group that sets the limit, since it is their sum that is
/// held against it; kills are those of the program's own group.
/// </summary>
/// <remarks>The files are absent in the root group, and in groups that were not given the memory controller; memory.peak came with Linux 5.19.</remarks>
internal sealed class CgroupMemoryV2 : ICgroupMemory
{
    /// <summary>Name of the file that holds the limit.</summary>
    public const string LimitFile = "memory.max";

    private readonly KernelText _current;
    private readonly KernelText _peak;
    private readonly KernelText _swap;
    private readonly KernelText _stat;
    private readonly KernelText _events;
    private readonly KernelText? _ownEvents;

    /// <summary>Opens the files.</summary>
    /// <param name="folder">Folder of the group that sets the limit.</param>
    /// <param name="ownFolder">Folder of the program's own group, the same or below.</param>
    public CgroupMemoryV2(string folder, string ownFolder)
    {
        _current = new KernelText(Path.Combine(folder, "memory.current"), capacityBytes: 64);
        _peak = new KernelText(Path.Combine(folder, "memory.peak"), capacityBytes: 64);
        _swap = new KernelText(Path.Combine(folder, "memory.swap.current"), capacityBytes: 64);
        _stat = new KernelText(Path.Combine(folder, "memory.stat"));
        _events = new KernelText(Path.Combine(folder, "memory.events"), capacityBytes: 256);
        _ownEvents = folder == ownFolder ? null : new KernelText(Path.Combine(ownFolder, "memory.events"), capacityBytes: 256);
    }

    /// <summary>The text of memory.max as bytes; not available for <c>max</c>.</summary>
    public static long ParseLimit(ReadOnlySpan<byte> text, ReadOnlySpan<byte> secondText) => FieldText.Number(text);

    /// <inheritdoc/>
    public long Read(Span<long> row)
    {
        long usage = FieldText.Number(_current.Read());
        row[CgroupMetrics.MemoryUsage.Index] = usage;
        row[CgroupMetrics.MemoryPeak.Index] = FieldText.Number(_peak.Read());
        row[CgroupMetrics.SwapUsage.Index] = FieldText.Number(_swap.Read());
        ParseStat(_stat.Read(), usage, row);

        ReadOnlySpan<byte> events = _events.Read();
        row[CgroupMetrics.LimitHits.Index] = FieldText.Find(events, "max"u8);
        row[CgroupMetrics.OomEvents.Index] = FieldText.Find(events, "oom"u8);
        row[CgroupMetrics.OomKills.Index] =
            FieldText.Find(_ownEvents is null ? events : _ownEvents.Read(), "oom_kill"u8);
        return Reading.NotAvailable;
    }

    /// <summary>Fills what memory.stat gives.</summary>
    public static void ParseStat(ReadOnlySpan<byte> text, long usageBytes, Span<long> row)
    {
        row[CgroupMetrics.AnonymousMemory.Index] = FieldText.Find(text, "anon"u8);
        row[CgroupMetrics.FileMemory.Index] = FieldText.Find(text, "file"u8);
        row[CgroupMetrics.SharedMemory.Index] = FieldText.Find(text, "shmem"u8);
        row[CgroupMetrics.MemoryWorkingSet.Index] =
            CgroupMemory.WorkingSet(usageBytes, FieldText.Find(text, "inactive_file"u8));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _current.Dispose();
        _peak.Dispose();
        _swap.Dispose();
        _stat.Dispose();
        _events.Dispose();
        _ownEvents?.Dispose();
    }
}
