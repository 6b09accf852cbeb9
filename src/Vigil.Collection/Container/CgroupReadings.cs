using System.Globalization;
using Vigil.Collection.Files;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Container;

/// <summary>The open files of the groups that a process is in, and the row they fill.</summary>
internal sealed class CgroupReadings : IDisposable
{
    private readonly CgroupGroup? _group;
    private readonly CgroupLimits? _memoryLimits;
    private readonly CgroupCpu _cpu;
    private readonly KernelText? _pressure;
    private readonly int _firstMemoryLevel;
    private ICgroupMemory? _memory;
    private int _memoryLevel;

    private CgroupReadings(CgroupGroup main, CgroupGroup? memory, CgroupCpu cpu, KernelText? pressure)
    {
        _group = memory;
        _cpu = cpu;
        _pressure = pressure;
        if (memory is not null)
        {
            _memoryLimits = memory.Version == 1
                ? new CgroupLimits(memory, CgroupMemoryV1.LimitFile, null, CgroupMemoryV1.ParseLimit)
                : new CgroupLimits(memory, CgroupMemoryV2.LimitFile, null, CgroupMemoryV2.ParseLimit);
            _firstMemoryLevel = FirstMemoryLevel(memory);
            OpenMemory();
        }

        Subject = new Subject(SubjectKind.Cgroup, main.Path, Describe(main));
    }

    /// <summary>The row; its key is the path of the group.</summary>
    public Subject Subject { get; }

    /// <summary>Opens the files of the groups; null when none of them can be found.</summary>
    public static CgroupReadings? TryOpen(CgroupLocator locator)
    {
        CgroupGroup? memory = locator.Find("memory");
        CgroupGroup? cpu = locator.Find("cpu");
        CgroupGroup? unified = locator.FindUnified();
        CgroupGroup? main = memory ?? cpu ?? unified;
        return main is null
            ? null
            : new CgroupReadings(main, memory, new CgroupCpu(cpu, locator.Find("cpuacct")), OpenPressure(main, unified));
    }

    /// <summary>Looks whether limits have changed, and which group sets them.</summary>
    public void Refresh()
    {
        _cpu.Refresh();
        if (_memoryLimits is null)
        {
            return;
        }

        _memoryLimits.Refresh();
        if (MemoryLevel() != _memoryLevel)
        {
            _memory?.Dispose();
            OpenMemory();
            Subject.Revise(Describe(_group!));
        }
    }

    /// <summary>Fills the row.</summary>
    /// <returns>False when the group is gone.</returns>
    public bool Read()
    {
        Span<long> row = Subject.Values;
        long limit = _memoryLimits?.Lowest ?? Reading.NotAvailable;
        long inForce = _memory?.Read(row) ?? Reading.NotAvailable;
        row[CgroupMetrics.MemoryLimit.Index] = limit >= 0 && inForce >= 0 ? Math.Min(limit, inForce) : Math.Max(limit, inForce);
        _cpu.Read(row);

        ReadOnlySpan<byte> pressure = _pressure is null ? default : _pressure.Read();
        row[CgroupMetrics.PressureMemorySome.Index] = PressureText.SomeMicroseconds(pressure);
        row[CgroupMetrics.PressureMemoryFull.Index] = PressureText.FullMicroseconds(pressure);
        return row.ContainsAnyExcept(Reading.NotAvailable);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _memoryLimits?.Dispose();
        _memory?.Dispose();
        _cpu.Dispose();
        _pressure?.Dispose();
    }

    /// <summary>
    /// Pressure is known to version 2 alone. On a hybrid machine the process has a version 2 group too; when that is the
    /// machine's root (which alone has no cgroup.events), its pressure is the machine's and not the group's.
    /// </summary>
    private static KernelText? OpenPressure(CgroupGroup main, CgroupGroup? unified)
    {
        bool isMachine = unified is not null && main.Version == 1 && !File.Exists(Path.Combine(unified.Folder, "cgroup.events"));
        return unified is null || isMachine
            ? null
            : new KernelText(Path.Combine(unified.Folder, "memory.pressure"), capacityBytes: 256);
    }

    /// <summary>The level whose memory is read: the one that sets the limit, else the first that has the controller.</summary>
    private int MemoryLevel() => _memoryLimits!.Lowest >= 0 ? _memoryLimits.Level : _firstMemoryLevel;

    /// <summary>Version 2 gives the memory controller to a group only when told to, and charges the parent otherwise.</summary>
    private static int FirstMemoryLevel(CgroupGroup group)
    {
        int level = group.Levels.TakeWhile(folder => !File.Exists(Path.Combine(folder, "memory.current"))).Count();
        return group.Version == 1 || level == group.Levels.Count ? 0 : level;
    }

    private void OpenMemory()
    {
        _memoryLevel = MemoryLevel();
        string folder = _group!.Levels[_memoryLevel];
        _memory = _group.Version == 1
            ? new CgroupMemoryV1(folder, _group.Folder)
            : new CgroupMemoryV2(folder, _group.Folder);
    }

    private Dictionary<string, string> Describe(CgroupGroup main)
    {
        var attributes = new Dictionary<string, string>
        {
            [SubjectAttributes.Version] = main.Version.ToString(CultureInfo.InvariantCulture),
        };
        if (_memoryLimits is { Lowest: >= 0 })
        {
            attributes[SubjectAttributes.LimitGroup] = _group!.PathOfLevel(_memoryLevel);
        }

        return attributes;
    }
}
