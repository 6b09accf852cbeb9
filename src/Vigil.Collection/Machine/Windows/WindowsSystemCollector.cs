using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vigil.Collection.Subjects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.Windows;

/// <summary>Processors, memory and paging of a Windows machine.</summary>
internal sealed class WindowsSystemCollector(IWindowsMachine machine) : ICollector
{
    private const long TimePerTick = 100_000;

    private readonly List<Subject> _cores = [];
    private byte[] _processors = new byte[4096];
    private byte[] _pageFiles = new byte[1024];
    private WideCounter _pageReads;
    private WideCounter _pagesWritten;
    private Subject? _system;

    /// <inheritdoc/>
    public string Name => "system";

    /// <inheritdoc/>
    public CollectResult Collect(SampleFrame frame)
    {
        if (_system is null)
        {
            _system = new Subject(SubjectKind.System, "system");
            frame.Add(_system);
        }

        // A reading that fails this time must not pass for the one of the sample before.
        long[] row = _system.Values;
        Array.Fill(row, Reading.NotAvailable);
        bool processors = ReadProcessors(frame, row);
        bool memory = ReadMemory(row, out long pageSize);
        bool paging = memory && ReadPaging(row, pageSize);
        bool pageFiles = memory && ReadPageFiles(row, pageSize);
        return !processors ? CollectResult.Failed("Windows gave no processor times (NtQuerySystemInformationEx).")
            : !memory ? CollectResult.Failed("Windows gave no memory statistics (GetPerformanceInfo).")
            : !paging ? CollectResult.Failed("Windows gave no paging counters (SystemPerformanceInformation).")
            : !pageFiles ? CollectResult.Failed("Windows gave no list of page files (SystemPageFileInformation).")
            : CollectResult.Ok;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private bool ReadProcessors(SampleFrame frame, long[] row)
    {
        int length = machine.ReadProcessors(ref _processors);
        if (length < Unsafe.SizeOf<ProcessorTimes>())
        {
            _cores.ForEach(core => Array.Fill(core.Values, Reading.NotAvailable));
            return false;
        }

        ReadOnlySpan<ProcessorTimes> all =
            MemoryMarshal.Cast<byte, ProcessorTimes>(_processors.AsSpan(0, Math.Min(length, _processors.Length)));
        long user = 0, kernel = 0, idle = 0;
        for (int i = 0; i < all.Length; i++)
        {
            if (i == _cores.Count)
            {
                _cores.Add(new Subject(SubjectKind.CpuCore, i.ToString(CultureInfo.InvariantCulture)));
                frame.Add(_cores[i]);
            }

            ref readonly ProcessorTimes times = ref all[i];
            user += times.User;
            kernel += times.Kernel - times.Idle;
            idle += times.Idle;
            _cores[i].Values[CpuCoreMetrics.Busy.Index] = (times.User + times.Kernel - times.Idle) / TimePerTick;
        }

        row[SystemMetrics.CpuUser.Index] = user / TimePerTick;
        row[SystemMetrics.CpuSystem.Index] = kernel / TimePerTick;
        row[SystemMetrics.CpuIdle.Index] = idle / TimePerTick;
        row[SystemMetrics.CpuCount.Index] = all.Length;
        return true;
    }

    private bool ReadMemory(long[] row, out long pageSize)
    {
        Span<byte> buffer = stackalloc byte[Unsafe.SizeOf<MemoryPages>()];
        bool read = machine.ReadMemory(buffer) >= buffer.Length;
        MemoryPages pages = MemoryMarshal.Read<MemoryPages>(buffer);
        pageSize = (long)pages.PageSize;
        if (!read || pageSize <= 0)
        {
            return false;
        }

        row[SystemMetrics.MemoryTotal.Index] = (long)pages.Total * pageSize;
        row[SystemMetrics.MemoryAvailable.Index] = (long)pages.Available * pageSize;
        row[SystemMetrics.MemoryUsed.Index] = Math.Max(0, (long)pages.Total - (long)pages.Available) * pageSize;
        row[SystemMetrics.MemoryCached.Index] = (long)pages.Cache * pageSize;
        return true;
    }

    private bool ReadPaging(long[] row, long pageSize)
    {
        // More room than the structure: it grew with every release, and too little is refused.
        Span<byte> buffer = stackalloc byte[1024];
        if (machine.ReadPaging(buffer) < Unsafe.SizeOf<PagingCounters>())
        {
            return false;
        }

        PagingCounters counters = MemoryMarshal.Read<PagingCounters>(buffer);
        row[SystemMetrics.MajorFaults.Index] = _pageReads.Advance(counters.PageReadOperations);
        row[SystemMetrics.SwapOut.Index] = _pagesWritten.Advance(counters.PagesWritten) * pageSize;
        return true;
    }

    private bool ReadPageFiles(long[] row, long pageSize)
    {
        int length = machine.ReadPageFiles(ref _pageFiles);
        if (length < 0)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = _pageFiles.AsSpan(0, Math.Min(length, _pageFiles.Length));
        long total = 0, used = 0;
        while (MemoryMarshal.TryRead(rest, out PageFile file))
        {
            total += file.Total;
            used += file.InUse;
            rest = file.NextEntryOffset == 0 || file.NextEntryOffset > rest.Length ? default : rest[(int)file.NextEntryOffset..];
        }

        row[SystemMetrics.SwapTotal.Index] = total * pageSize;
        row[SystemMetrics.SwapUsed.Index] = used * pageSize;
        return true;
    }
}
