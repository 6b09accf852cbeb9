using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Container;

/// <summary>
/// CPU time of a group, its limit, and how often it was held back. Time is that of the program's own group; periods and
/// throttling are those of the group that sets the limit, since they are counted there.
/// </summary>
internal sealed class CgroupCpu : IDisposable
{
    private const long NanosecondsPerMicrosecond = 1000;

    private readonly CgroupGroup? _group;
    private readonly CgroupLimits? _limits;
    private readonly KernelText? _nanoseconds;
    private readonly KernelText? _ownStat;
    private KernelText? _limitStat;
    private int _limitLevel;

    /// <summary>Opens the files.</summary>
    /// <param name="group">The group for the <c>cpu</c> controller; null when there is none.</param>
    /// <param name="accounting">The group for <c>cpuacct</c>, which version 1 may mount apart; null when there is none.</param>
    public CgroupCpu(CgroupGroup? group, CgroupGroup? accounting)
    {
        _group = group;
        if (accounting?.Version == 1)
        {
            _nanoseconds = new KernelText(Path.Combine(accounting.Folder, "cpuacct.usage"), capacityBytes: 64);
        }
        else if (accounting is not null)
        {
            _ownStat = OpenStat(accounting.Folder);
        }

        if (group is not null)
        {
            _limits = group.Version == 1
                ? new CgroupLimits(group, "cpu.cfs_quota_us", "cpu.cfs_period_us", ParseQuota)
                : new CgroupLimits(group, "cpu.max", null, ParseMax);
            _limitLevel = _limits.Level;
            _limitStat = OpenStat(group.Levels[_limitLevel]);
        }
    }

    /// <summary>cpu.max, <c>max 100000</c> or <c>150000 100000</c>, as hundredths of a CPU; not available when unlimited.</summary>
    public static long ParseMax(ReadOnlySpan<byte> text, ReadOnlySpan<byte> secondText)
    {
        var words = new AsciiScanner(text);
        long quota = FieldText.Next(ref words);
        return Hundredths(quota, FieldText.Next(ref words));
    }

    /// <summary>cpu.cfs_quota_us, -1 when unlimited, and cpu.cfs_period_us, as hundredths of a CPU.</summary>
    public static long ParseQuota(ReadOnlySpan<byte> text, ReadOnlySpan<byte> secondText) =>
        Hundredths(FieldText.Number(text), FieldText.Number(secondText));

    /// <summary>Looks whether the limits have changed.</summary>
    public void Refresh()
    {
        if (_limits is null)
        {
            return;
        }

        _limits.Refresh();
        if (_limits.Level != _limitLevel)
        {
            _limitLevel = _limits.Level;
            _limitStat?.Dispose();
            _limitStat = OpenStat(_group!.Levels[_limitLevel]);
        }
    }

    /// <summary>Fills the CPU columns.</summary>
    public void Read(Span<long> row)
    {
        long nanoseconds = _nanoseconds is null ? Reading.NotAvailable : FieldText.Number(_nanoseconds.Read());
        row[CgroupMetrics.CpuTime.Index] = nanoseconds >= 0
            ? nanoseconds / NanosecondsPerMicrosecond
            : FieldText.Find(_ownStat is null ? default : _ownStat.Read(), "usage_usec"u8);
        row[CgroupMetrics.CpuLimit.Index] = _limits?.Lowest ?? Reading.NotAvailable;
        ParseThrottling(_limitStat is null ? default : _limitStat.Read(), row);
    }

    /// <summary>Fills what cpu.stat says of throttling: in microseconds with version 2, nanoseconds with version 1.</summary>
    public static void ParseThrottling(ReadOnlySpan<byte> text, Span<long> row)
    {
        row[CgroupMetrics.CpuPeriods.Index] = FieldText.Find(text, "nr_periods"u8);
        row[CgroupMetrics.CpuThrottledPeriods.Index] = FieldText.Find(text, "nr_throttled"u8);
        long nanoseconds = FieldText.Find(text, "throttled_time"u8);
        row[CgroupMetrics.CpuThrottledTime.Index] = nanoseconds >= 0
            ? nanoseconds / NanosecondsPerMicrosecond
            : FieldText.Find(text, "throttled_usec"u8);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _limits?.Dispose();
        _nanoseconds?.Dispose();
        _ownStat?.Dispose();
        _limitStat?.Dispose();
    }

    private static KernelText OpenStat(string folder) => new(Path.Combine(folder, "cpu.stat"), capacityBytes: 512);

    private static long Hundredths(long quota, long period) =>
        quota < 0 || period <= 0 ? Reading.NotAvailable : (long)Math.Round(100.0 * quota / period);
}
