using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Container;

/// <summary>
/// Memory of a version 1 group. As <see cref="CgroupMemoryV2"/>: amounts of the group that sets the limit, kills of the
/// program's own. The <c>total_</c> lines of memory.stat include the groups below, as usage does; those without do not.
/// </summary>
/// <remarks>
/// Version 1 does not count how often it ran out of memory. A rise of <c>under_oom</c> is one such event, and so is a
/// kill that was not seen coming, since under_oom is seldom up for as long as a sample.
/// </remarks>
internal sealed class CgroupMemoryV1 : ICgroupMemory
{
    /// <summary>Name of the file that holds the limit.</summary>
    public const string LimitFile = "memory.limit_in_bytes";

    /// <summary>No limit is 2^63 rounded down to a page; the page size differs, and no machine has 2^62 bytes.</summary>
    private const long UnlimitedBytes = 1L << 62;

    private readonly KernelText _usage;
    private readonly KernelText _peak;
    private readonly KernelText _withSwap;
    private readonly KernelText _stat;
    private readonly KernelText _failures;
    private readonly KernelText _failuresWithSwap;
    private readonly KernelText _oom;
    private readonly KernelText? _ownOom;
    private long _oomEvents;
    private long _killsBefore = Reading.NotAvailable;
    private bool _wasUnderOom;

    /// <summary>Opens the files.</summary>
    /// <param name="folder">Folder of the group that sets the limit.</param>
    /// <param name="ownFolder">Folder of the program's own group, the same or below.</param>
    public CgroupMemoryV1(string folder, string ownFolder)
    {
        _usage = new KernelText(Path.Combine(folder, "memory.usage_in_bytes"), capacityBytes: 64);
        _peak = new KernelText(Path.Combine(folder, "memory.max_usage_in_bytes"), capacityBytes: 64);
        _withSwap = new KernelText(Path.Combine(folder, "memory.memsw.usage_in_bytes"), capacityBytes: 64);
        _stat = new KernelText(Path.Combine(folder, "memory.stat"));
        _failures = new KernelText(Path.Combine(folder, "memory.failcnt"), capacityBytes: 64);
        _failuresWithSwap = new KernelText(Path.Combine(folder, "memory.memsw.failcnt"), capacityBytes: 64);
        _oom = new KernelText(Path.Combine(folder, "memory.oom_control"), capacityBytes: 128);
        _ownOom = folder == ownFolder ? null : new KernelText(Path.Combine(ownFolder, "memory.oom_control"), capacityBytes: 128);
    }

    /// <summary>The text of memory.limit_in_bytes as bytes; not available for the values that mean unlimited.</summary>
    public static long ParseLimit(ReadOnlySpan<byte> text, ReadOnlySpan<byte> secondText) =>
        Limited(FieldText.Number(text));

    /// <inheritdoc/>
    public long Read(Span<long> row)
    {
        long usage = FieldText.Number(_usage.Read());
        row[CgroupMetrics.MemoryUsage.Index] = usage;
        row[CgroupMetrics.MemoryPeak.Index] = FieldText.Number(_peak.Read());

        // Where memory and swap together have the same limit as memory (Slurm, docker --memory-swap), that one is hit first
        // and the other counts nothing. A charge that fails counts in one of the two (in neither on some recent kernels).
        long failures = FieldText.Number(_failures.Read());
        long failuresWithSwap = FieldText.Number(_failuresWithSwap.Read());
        row[CgroupMetrics.LimitHits.Index] = failures < 0 ? failures : failures + Math.Max(0, failuresWithSwap);

        ReadOnlySpan<byte> stat = _stat.Read();
        ParseStat(stat, usage, row);
        long withSwap = FieldText.Number(_withSwap.Read());
        if (withSwap >= 0 && usage >= 0)
        {
            row[CgroupMetrics.SwapUsage.Index] = Math.Max(0, withSwap - usage);
        }

        ReadOnlySpan<byte> oom = _oom.Read();
        long underOom = FieldText.Find(oom, "under_oom"u8);
        long kills = FieldText.Find(_ownOom is null ? oom : _ownOom.Read(), "oom_kill"u8);
        row[CgroupMetrics.OomEvents.Index] = CountOomEvents(underOom, kills);
        row[CgroupMetrics.OomKills.Index] = kills;
        return Limited(FieldText.Find(stat, "hierarchical_memory_limit"u8));
    }

    /// <summary>Fills what memory.stat gives; swap too, which is replaced where the kernel accounts it apart.</summary>
    public static void ParseStat(ReadOnlySpan<byte> text, long usageBytes, Span<long> row)
    {
        row[CgroupMetrics.AnonymousMemory.Index] = FieldText.Find(text, "total_rss"u8);
        row[CgroupMetrics.FileMemory.Index] = FieldText.Find(text, "total_cache"u8);
        row[CgroupMetrics.SharedMemory.Index] = FieldText.Find(text, "total_shmem"u8);
        row[CgroupMetrics.SwapUsage.Index] = FieldText.Find(text, "total_swap"u8);
        row[CgroupMetrics.MemoryWorkingSet.Index] =
            CgroupMemory.WorkingSet(usageBytes, FieldText.Find(text, "total_inactive_file"u8));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _usage.Dispose();
        _peak.Dispose();
        _withSwap.Dispose();
        _stat.Dispose();
        _failures.Dispose();
        _failuresWithSwap.Dispose();
        _oom.Dispose();
        _ownOom?.Dispose();
    }

    private static long Limited(long bytes) => bytes >= UnlimitedBytes ? Reading.NotAvailable : bytes;

    private long CountOomEvents(long underOom, long kills)
    {
        if (underOom < 0)
        {
            return Reading.NotAvailable;
        }

        bool rose = underOom > 0 && !_wasUnderOom;
        bool killed = _killsBefore >= 0 && kills > _killsBefore && !_wasUnderOom;
        _oomEvents += rose || killed ? 1 : 0;
        _wasUnderOom = underOom > 0;
        _killsBefore = kills;
        return _oomEvents;
    }
}
