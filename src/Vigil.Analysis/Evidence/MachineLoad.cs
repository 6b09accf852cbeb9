using Vigil.Core.Metrics;

namespace Vigil.Analysis.Evidence;

/// <summary>How busy the machine was, at each row of the timeline; each worked out when first asked for. NaN where not known.</summary>
internal sealed class MachineLoad
{
    private readonly RunEvidence _evidence;
    private readonly Timeline _timeline;
    private readonly Dictionary<string, double[]> _kept = [];
    private double? _cores;
    private double? _cpuLimit;

    private MachineLoad(RunEvidence evidence)
    {
        _evidence = evidence;
        _timeline = Timeline.Of(evidence);
    }

    /// <summary>Processors of the machine; NaN when not known.</summary>
    public double MachineCores => _cores ??= LastKnown(_evidence.System, SystemMetrics.CpuCount);

    /// <summary>CPUs that the control group may use, where that is fewer than the machine has; NaN without such a limit.</summary>
    public double CpuLimit => _cpuLimit ??= LastKnown(_evidence.Cgroup, CgroupMetrics.CpuLimit) is var limit && !(limit >= MachineCores) ? limit : double.NaN;

    /// <summary>Processors that the program may use; NaN when not known.</summary>
    public double Cores => double.IsNaN(CpuLimit) ? MachineCores : CpuLimit;

    /// <summary>Use of the processors that the program may use, percent: of the control group where that has a limit, else of the machine.</summary>
    public double[] CpuPercent => Keep(nameof(CpuPercent), () => double.IsNaN(CpuLimit)
        ? OfCpuTime(SystemMetrics.CpuUser, SystemMetrics.CpuSystem, SystemMetrics.CpuSteal)
        : Scale(_timeline.Rates(_evidence.Cgroup, CgroupMetrics.CpuTime), 100 / CpuLimit));

    /// <summary>Time idle while a disk request was outstanding, percent of all cores.</summary>
    public double[] IoWaitPercent => Keep(nameof(IoWaitPercent), () => OfCpuTime(SystemMetrics.CpuIoWait));

    /// <summary>CPU time given to others by the hypervisor, percent of all cores.</summary>
    public double[] StealPercent => Keep(nameof(StealPercent), () => OfCpuTime(SystemMetrics.CpuSteal));

    /// <summary>Time in which every task waited for I/O, percent.</summary>
    public double[] IoStallPercent => Keep(nameof(IoStallPercent), () => Pressure(SystemMetrics.PressureIoFull));

    /// <summary>Time in which some task waited for a CPU, percent.</summary>
    public double[] CpuStallPercent => Keep(nameof(CpuStallPercent), () => Pressure(SystemMetrics.PressureCpuSome));

    /// <summary>Time in which some task waited for memory, percent: of the control group where that is known, else of the machine.</summary>
    public double[] MemoryStallPercent => Keep(nameof(MemoryStallPercent), () => Scale(
        _evidence.Cgroup is { } group && group.Values(CgroupMetrics.PressureMemorySome) is [.., var last] && !double.IsNaN(last)
            ? _timeline.Rates(group, CgroupMetrics.PressureMemorySome)
            : _timeline.Rates(_evidence.System, SystemMetrics.PressureMemorySome),
        100));

    /// <summary>Bytes per second read back from swap.</summary>
    public double[] SwapInRate => Keep(nameof(SwapInRate), () => _timeline.Rates(_evidence.System, SystemMetrics.SwapIn));

    /// <summary>Bytes per second written to swap.</summary>
    public double[] SwapOutRate => Keep(nameof(SwapOutRate), () => _timeline.Rates(_evidence.System, SystemMetrics.SwapOut));

    /// <summary>Bytes per second read from all disks.</summary>
    public double[] DiskReadRate => Keep(nameof(DiskReadRate), () => SumOf(SubjectKind.Disk, DiskMetrics.ReadBytes));

    /// <summary>Bytes per second written to all disks.</summary>
    public double[] DiskWriteRate => Keep(nameof(DiskWriteRate), () => SumOf(SubjectKind.Disk, DiskMetrics.WriteBytes));

    /// <summary>Time in which the busiest disk had a request outstanding, percent.</summary>
    public double[] DiskBusyPercent => Keep(nameof(DiskBusyPercent), () => Scale(
        _timeline.Maximum(_evidence.Of(SubjectKind.Disk), static disk => disk.Rates(DiskMetrics.BusyTime)), 100));

    /// <summary>Bytes per second received from the network by the interface that received most, as bridges repeat what their ports say.</summary>
    public double[] NetworkReceiveRate => Keep(nameof(NetworkReceiveRate), () => _timeline.Maximum(
        _evidence.Of(SubjectKind.Network), static network => network.Rates(NetworkMetrics.ReceivedBytes)));

    /// <summary>Enforcement periods in which the control group was held back, percent.</summary>
    public double[] ThrottledPercent => Keep(nameof(ThrottledPercent), () => Ratio(
        _timeline.Rates(_evidence.Cgroup, CgroupMetrics.CpuThrottledPeriods), _timeline.Rates(_evidence.Cgroup, CgroupMetrics.CpuPeriods)));

    /// <summary>Size of the page cache, percent of the machine's memory.</summary>
    public double[] PageCachePercent => Keep(nameof(PageCachePercent), () => _evidence.System is { } system
        ? Ratio(_timeline.Values(system, SystemMetrics.MemoryCached), _timeline.Values(system, SystemMetrics.MemoryTotal))
        : _timeline.NotKnown());

    /// <summary>Load average over 1 minute.</summary>
    public double[] Load => Keep(nameof(Load), () => _evidence.System is { } system ? _timeline.Values(system, SystemMetrics.Load1) : _timeline.NotKnown());

    /// <summary>The load of a run.</summary>
    public static MachineLoad Of(RunEvidence evidence) => evidence.Derive(static evidence => new MachineLoad(evidence));

    private static double LastKnown(SubjectSeries? subject, Metric metric) =>
        subject is null ? double.NaN : Array.FindLast(subject.Values(metric), static value => !double.IsNaN(value)) is var value and > 0 ? value : double.NaN;

    private static double[] Scale(double[] values, double factor) => Array.ConvertAll(values, value => value * factor);

    private static double[] Ratio(double[] part, double[] whole)
    {
        double[] percent = new double[part.Length];
        for (int i = 0; i < percent.Length; i++)
        {
            percent[i] = whole[i] > 0 ? 100 * part[i] / whole[i] : double.NaN;
        }

        return percent;
    }

    private double[] SumOf(SubjectKind kind, Metric counter) => _timeline.Sum(_evidence.Of(kind), subject => subject.Rates(counter));

    private double[] Pressure(Metric counter) => Scale(_timeline.Rates(_evidence.System, counter), 100);

    private double[] OfCpuTime(params ReadOnlySpan<Metric> parts)
    {
        if (_evidence.System is not { } system)
        {
            return _timeline.NotKnown();
        }

        double[] part = new double[system.Count];
        foreach (Metric metric in parts)
        {
            Add(part, system, metric);
        }

        double[] whole = Keep("whole", () =>
        {
            double[] sum = new double[system.Count];
            Add(sum, system, SystemMetrics.CpuUser);
            Add(sum, system, SystemMetrics.CpuSystem);
            Add(sum, system, SystemMetrics.CpuIoWait);
            Add(sum, system, SystemMetrics.CpuSteal);
            Add(sum, system, SystemMetrics.CpuIdle);
            return sum;
        });
        return _timeline.Align(system, Ratio(part, whole));
    }

    // A kernel or system without one of the kinds of CPU time has the others all the same.
    private static void Add(double[] sum, SubjectSeries system, Metric metric)
    {
        double[] rates = system.Rates(metric);
        bool isKnown = metric == SystemMetrics.CpuUser || metric == SystemMetrics.CpuIdle || Array.Exists(rates, static rate => !double.IsNaN(rate));
        for (int i = 0; isKnown && i < sum.Length; i++)
        {
            sum[i] += rates[i];
        }
    }

    private double[] Keep(string name, Func<double[]> make)
    {
        if (!_kept.TryGetValue(name, out double[]? values))
        {
            values = make();
            _kept[name] = values;
        }

        return values;
    }
}
