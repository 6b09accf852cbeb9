using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Evidence;

/// <summary>The memory that the program can run out of: the control group's where that has the lower limit, else the machine's.</summary>
internal sealed class MemoryUse
{
    /// <summary>From this share on the limit itself keeps memory from growing: the kernel takes pages back, or kills.</summary>
    private const double Full = 0.97;

    private MemoryUse(string owner, Metric metric, SubjectSeries series, double[] used, double total)
    {
        Owner = owner;
        Metric = metric;
        Series = series;
        Used = used;
        Total = total;
        for (int i = 0; i < used.Length; i++)
        {
            if (!double.IsNaN(used[i]))
            {
                Known++;
                PeakAt = PeakAt < 0 || used[i] > used[PeakAt] ? i : PeakAt;
            }
        }
    }

    /// <summary><c>machine</c> or <c>control group</c>.</summary>
    public string Owner { get; }

    /// <summary>Where <see cref="Used"/> is from.</summary>
    public Metric Metric { get; }

    /// <summary>What it was read of.</summary>
    public SubjectSeries Series { get; }

    /// <summary>Bytes that cannot simply be dropped, by row; NaN where missing.</summary>
    public double[] Used { get; }

    /// <summary>Bytes that there are, as last known.</summary>
    public double Total { get; }

    /// <summary>Rows that are known.</summary>
    public int Known { get; }

    /// <summary>Row of the highest use; -1 when none is known.</summary>
    public int PeakAt { get; } = -1;

    /// <summary>The highest use, bytes.</summary>
    public double Peak => Used[PeakAt];

    /// <summary>Unix seconds at which it was full for the first time: what memory does from then on is the limit's doing. Infinite when it never was.</summary>
    public double FullFrom => Array.FindIndex(Used, used => used >= Full * Total) is >= 0 and var row ? Series.Times[row] : double.PositiveInfinity;

    /// <summary>What there is to run out of; null when it was not recorded.</summary>
    public static MemoryUse? Of(RunEvidence evidence)
    {
        double machine = Last(evidence.System?.Values(SystemMetrics.MemoryTotal));
        double limit = Last(evidence.Cgroup?.Values(CgroupMetrics.MemoryLimit));
        if (evidence.Cgroup is { } group && limit > 0 && !(limit >= machine))
        {
            double[] working = group.Values(CgroupMetrics.MemoryWorkingSet);
            var use = new MemoryUse("control group", CgroupMetrics.MemoryWorkingSet, group, double.IsNaN(Last(working)) ? group.Values(CgroupMetrics.MemoryUsage) : working, limit);
            if (use.Known > 0)
            {
                return use;
            }
        }

        return evidence.System is { } system && machine > 0 && new MemoryUse("machine", SystemMetrics.MemoryUsed, system, system.Values(SystemMetrics.MemoryUsed), machine) is { Known: > 0 } whole ? whole : null;
    }

    /// <summary>Rows above a level.</summary>
    public int CountAbove(double bytes)
    {
        int above = 0;
        foreach (double used in Used)
        {
            above += used > bytes ? 1 : 0;
        }

        return above;
    }

    /// <summary>Memory of the processes of a role at an instant, bytes each: proportional where that was read, else resident.</summary>
    public static double[] ProcessesAt(RunEvidence evidence, string role, double time) =>
        [.. evidence.Processes(role).Select(process => At(process, time, evidence.Run.Start.SampleIntervalSeconds)).Where(bytes => !double.IsNaN(bytes))];

    /// <summary>True when accelerators use the machine's memory, or there is none: what saves memory of the model saves memory of the machine.</summary>
    public static bool HoldsModel(RunEvidence evidence) =>
        evidence.Of(SubjectKind.Gpu).All(gpu => gpu.Attribute(SubjectAttributes.UnifiedMemory) == "true" || double.IsNaN(Last(gpu.Values(GpuMetrics.MemoryTotal))));

    /// <summary>The last value that is not missing; NaN when there is none.</summary>
    public static double Last(double[]? values)
    {
        int last = values is null ? -1 : Array.FindLastIndex(values, value => !double.IsNaN(value));
        return last < 0 ? double.NaN : values![last];
    }

    private static double At(SubjectSeries process, double time, double interval)
    {
        int row = Array.BinarySearch(process.Times, time);
        row = row < 0 ? ~row - 1 : row;
        if (row < 0 || time - process.Times[row] > Math.Max(2, 3 * interval))
        {
            return double.NaN;
        }

        // The proportional share is read less often: the latest one, as long as the process was about that large.
        double resident = process.Values(ProcessMetrics.Resident)[row];
        double[] proportional = process.Values(ProcessMetrics.Proportional);
        int known = Array.FindLastIndex(proportional, row, value => !double.IsNaN(value));
        if (known < 0)
        {
            return resident;
        }

        double then = process.Values(ProcessMetrics.Resident)[known];
        return then > 0 && resident > 0 ? proportional[known] * resident / then : proportional[known];
    }
}
