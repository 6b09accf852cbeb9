using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Vigil.Collection.Subjects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Machine.MacOS;

/// <summary>Processors, memory, swap and load of a Mac.</summary>
internal sealed class MacOSSystemCollector(IMacOSMachine machine, MacOSMachineFacts facts) : ICollector
{
    private readonly List<Core> _cores = [];
    private byte[] _processors = new byte[1024];
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
        bool memory = ReadMemory(row);
        bool swap = ReadSwap(row);
        bool load = ReadLoad(row);
        return !processors ? CollectResult.Failed("macOS gave no processor times (host_processor_info).")
            : !memory ? CollectResult.Failed("macOS gave no memory statistics (host_statistics64).")
            : !swap ? CollectResult.Failed("macOS gave no swap usage (sysctl vm.swapusage).")
            : !load ? CollectResult.Failed("macOS gave no load averages (sysctl vm.loadavg).")
            : CollectResult.Ok;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private bool ReadProcessors(SampleFrame frame, long[] row)
    {
        int length = machine.ReadProcessors(ref _processors);
        if (length < Unsafe.SizeOf<ProcessorTicks>())
        {
            _cores.ForEach(core => Array.Fill(core.Subject.Values, Reading.NotAvailable));
            return false;
        }

        ReadOnlySpan<ProcessorTicks> all =
            MemoryMarshal.Cast<byte, ProcessorTicks>(_processors.AsSpan(0, Math.Min(length, _processors.Length)));
        long user = 0, system = 0, idle = 0;
        for (int i = 0; i < all.Length; i++)
        {
            if (i == _cores.Count)
            {
                _cores.Add(new Core(i));
                frame.Add(_cores[i].Subject);
            }

            Core core = _cores[i];
            core.Advance(all[i]);
            user += core.UserTicks;
            system += core.SystemTicks;
            idle += core.IdleTicks;
        }

        row[SystemMetrics.CpuUser.Index] = user;
        row[SystemMetrics.CpuSystem.Index] = system;
        row[SystemMetrics.CpuIdle.Index] = idle;
        row[SystemMetrics.CpuCount.Index] = all.Length;
        return true;
    }

    private bool ReadMemory(long[] row)
    {
        Span<byte> buffer = stackalloc byte[Unsafe.SizeOf<VirtualMemoryStatistics>()];
        int length = machine.ReadVirtualMemory(buffer);
        if (length < buffer.Length || facts.MemoryBytes is not { } total)
        {
            return false;
        }

        VirtualMemoryStatistics pages = MemoryMarshal.Read<VirtualMemoryStatistics>(buffer);
        long pageSize = machine.PageSizeBytes;

        // As Activity Monitor counts: what programs hold and cannot be thrown away, the kernel's own, and what is
        // compressed. File pages and purgeable ones are given back without swapping.
        long kept = Math.Max(0, (long)pages.InternalPageCount - pages.PurgeableCount);
        long used = Math.Min(total, (kept + pages.WireCount + pages.CompressorPageCount) * pageSize);

        row[SystemMetrics.MemoryTotal.Index] = total;
        row[SystemMetrics.MemoryUsed.Index] = used;
        row[SystemMetrics.MemoryAvailable.Index] = total - used;
        row[SystemMetrics.MemoryFree.Index] = Math.Max(0, (long)pages.FreeCount - pages.SpeculativeCount) * pageSize;
        row[SystemMetrics.MemoryCached.Index] = ((long)pages.ExternalPageCount + pages.PurgeableCount) * pageSize;
        row[SystemMetrics.SwapIn.Index] = (long)pages.SwapIns * pageSize;
        row[SystemMetrics.SwapOut.Index] = (long)pages.SwapOuts * pageSize;
        row[SystemMetrics.MajorFaults.Index] = (long)pages.PageIns;
        return true;
    }

    private bool ReadSwap(long[] row)
    {
        Span<byte> buffer = stackalloc byte[Unsafe.SizeOf<SwapUsage>()];
        if (machine.ReadSysctl("vm.swapusage", buffer) < buffer.Length)
        {
            return false;
        }

        SwapUsage swap = MemoryMarshal.Read<SwapUsage>(buffer);
        row[SystemMetrics.SwapTotal.Index] = (long)swap.Total;
        row[SystemMetrics.SwapUsed.Index] = (long)swap.Used;
        return true;
    }

    private bool ReadLoad(long[] row)
    {
        Span<byte> buffer = stackalloc byte[Unsafe.SizeOf<LoadAverages>()];
        if (machine.ReadSysctl("vm.loadavg", buffer) < buffer.Length)
        {
            return false;
        }

        LoadAverages load = MemoryMarshal.Read<LoadAverages>(buffer);
        if (load.Scale <= 0)
        {
            return false;
        }

        row[SystemMetrics.Load1.Index] = load.One * 100L / load.Scale;
        row[SystemMetrics.Load5.Index] = load.Five * 100L / load.Scale;
        row[SystemMetrics.Load15.Index] = load.Fifteen * 100L / load.Scale;
        return true;
    }

    /// <summary>One processor: its ticks are 32 bits wide and start again after 497 days.</summary>
    private sealed class Core(int number)
    {
        private WideCounter _user;
        private WideCounter _nice;
        private WideCounter _system;
        private WideCounter _idle;

        public Subject Subject { get; } = new(SubjectKind.CpuCore, number.ToString(CultureInfo.InvariantCulture));

        public long UserTicks { get; private set; }

        public long SystemTicks { get; private set; }

        public long IdleTicks { get; private set; }

        public void Advance(ProcessorTicks ticks)
        {
            UserTicks = _user.Advance(ticks.User) + _nice.Advance(ticks.Nice);
            SystemTicks = _system.Advance(ticks.System);
            IdleTicks = _idle.Advance(ticks.Idle);
            Subject.Values[CpuCoreMetrics.Busy.Index] = UserTicks + SystemTicks;
        }
    }
}
