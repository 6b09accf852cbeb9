using System.Globalization;
using Vigil.Analysis.Evidence;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Memory;

/// <summary>
/// Takes the ledger of main memory from the samples. Processes stand first, with their proportional share where it was read,
/// else with what is theirs alone. The share of shared pages that those already hold is taken off shared memory, then off the
/// page cache, so that the accounts add up to the total.
/// </summary>
internal static class MemoryLedgerReader
{
    /// <summary>A kill ends the growth: the scarcest sample of so many seconds before it tells who held the memory.</summary>
    private const double BeforeKillSeconds = 10;

    public static MemoryLedger? Read(RunEvidence evidence)
    {
        double machineTotal = Highest(evidence.System, SystemMetrics.MemoryTotal);
        double limit = Highest(evidence.Cgroup, CgroupMetrics.MemoryLimit);
        bool isLimited = limit > 0 && !(limit >= machineTotal);
        SubjectSeries? subject = isLimited ? evidence.Cgroup : evidence.System;
        if (subject is null || !(isLimited || machineTotal > 0))
        {
            return null;
        }

        double[] used = Used(subject, isLimited);
        RunEvent? kill = evidence.EventsOf(isLimited ? EventTypes.CgroupOom : EventTypes.HostOom).LastOrDefault(item => isLimited || item.Integer("pid") is null || IsOfRun(evidence, item));
        int row = kill is null ? -1 : Peak(subject, used, kill.UnixSeconds - BeforeKillSeconds, kill.UnixSeconds + evidence.Run.Start.SampleIntervalSeconds);
        bool isAtKill = row >= 0;
        row = isAtKill ? row : Peak(subject, used, double.NegativeInfinity, double.PositiveInfinity);
        return row < 0 ? null : At(evidence, subject, row, isLimited, isAtKill, isLimited ? limit : machineTotal, used[row]);
    }

    /// <summary>Memory of a process at an instant: its proportional share, carried on by what resident memory grew since it was read; else what is its alone.</summary>
    public static (double Bytes, double SharedPart, bool IsProportional) OfProcess(SubjectSeries process, double time, double tolerance)
    {
        double[] resident = process.Values(ProcessMetrics.Resident);
        int row = LastRow(process, resident, time);
        if (row < 0 || time - process.Times[row] > tolerance)
        {
            return (double.NaN, 0, false);
        }

        double shared = process.Values(ProcessMetrics.Shared)[row];
        double own = Math.Max(0, resident[row] - (double.IsNaN(shared) ? 0 : shared));
        double[] proportional = process.Values(ProcessMetrics.Proportional);
        int read = LastRow(process, proportional, process.Times[row]);
        if (read < 0 || double.IsNaN(resident[read]))
        {
            return (own, 0, false);
        }

        double bytes = Math.Max(0, proportional[read] + resident[row] - resident[read]);
        return (bytes, Math.Max(0, bytes - own), true);
    }

    private static MemoryLedger At(RunEvidence evidence, SubjectSeries subject, int row, bool isLimited, bool isAtKill, double total, double used)
    {
        double at = subject.Times[row];
        double tolerance = Math.Max(2, 5 * evidence.Run.Start.SampleIntervalSeconds);
        var entries = new List<LedgerEntry>();
        (double processes, double sharedPart, int proportional, int counted) = (0, 0, 0, 0);
        foreach (SubjectSeries process in evidence.Of(SubjectKind.Process))
        {
            (double bytes, double shared, bool isProportional) = OfProcess(process, at, tolerance);
            if (double.IsNaN(bytes))
            {
                continue;
            }

            entries.Add(Entry(process, bytes));
            processes += bytes;
            sharedPart += shared;
            counted++;
            proportional += isProportional ? 1 : 0;
        }

        entries.Sort((a, b) => b.Bytes.CompareTo(a.Bytes));
        double held = isLimited ? OfGroup(subject, row, processes, sharedPart, entries) : OfMachine(subject, row, processes, sharedPart, entries);
        return new MemoryLedger
        {
            At = at,
            IsAtKill = isAtKill,
            TotalBytes = total,
            IsLimited = isLimited,
            UsedBytes = used,
            FreeBytes = Math.Max(0, total - held),
            Entries = entries,
            Basis = counted == 0 ? "No process was sampled."
                : proportional == counted ? "Processes count with their proportional share (PSS)."
                : proportional == 0 ? "Processes count with resident memory less what they share."
                : $"{proportional} of {counted} processes count with their proportional share (PSS), the others with resident memory less what they share.",
        };
    }

    private static double OfGroup(SubjectSeries group, int row, double processes, double sharedPart, List<LedgerEntry> entries)
    {
        double usage = group.Values(CgroupMetrics.MemoryUsage)[row];
        double anonymous = OrNone(group.Values(CgroupMetrics.AnonymousMemory)[row]);
        double shared = OrNone(group.Values(CgroupMetrics.SharedMemory)[row]);
        double files = Math.Max(0, OrNone(group.Values(CgroupMetrics.FileMemory)[row]) - shared);
        AddShared(entries, shared, files, sharedPart);
        double others = Math.Max(0, anonymous - (processes - sharedPart));
        Add(entries, LedgerHolder.OtherPrograms, "other programs in the group", others);
        double known = entries.Sum(entry => entry.Bytes);
        Add(entries, LedgerHolder.Kernel, "kernel memory of the group", Math.Max(0, OrNone(usage) - known));
        return entries.Sum(entry => entry.Bytes);
    }

    private static double OfMachine(SubjectSeries machine, int row, double processes, double sharedPart, List<LedgerEntry> entries)
    {
        double shared = OrNone(machine.Values(SystemMetrics.MemoryShared)[row]);
        double cached = Math.Max(0, OrNone(machine.Values(SystemMetrics.MemoryCached)[row]) - shared);
        double free = machine.Values(SystemMetrics.MemoryFree)[row];
        double total = machine.Values(SystemMetrics.MemoryTotal)[row];
        AddShared(entries, shared, cached, sharedPart);
        double held = double.IsNaN(free) ? machine.Values(SystemMetrics.MemoryUsed)[row] : total - free;
        double known = entries.Sum(entry => entry.Bytes);
        Add(entries, LedgerHolder.OtherPrograms, "other programs and the kernel", Math.Max(0, OrNone(held) - known));
        return entries.Sum(entry => entry.Bytes);
    }

    private static void AddShared(List<LedgerEntry> entries, double shared, double cached, double inProcesses)
    {
        double offShared = Math.Min(shared, inProcesses);
        double offCache = Math.Min(cached, inProcesses - offShared);
        Add(entries, LedgerHolder.Shared, "shared memory and tmpfs", shared - offShared);
        Add(entries, LedgerHolder.PageCache, "page cache", cached - offCache);
    }

    private static void Add(List<LedgerEntry> entries, LedgerHolder holder, string name, double bytes)
    {
        if (bytes > 0)
        {
            entries.Add(new LedgerEntry(holder, name, bytes));
        }
    }

    private static LedgerEntry Entry(SubjectSeries process, double bytes)
    {
        long? pid = long.TryParse(process.Attribute(SubjectAttributes.Pid), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;
        return process.Attribute(SubjectAttributes.Role) switch
        {
            ProcessRoles.Main => new LedgerEntry(LedgerHolder.Main, $"main process {pid}", bytes, pid),
            ProcessRoles.Worker => new LedgerEntry(LedgerHolder.Worker, $"worker {pid}", bytes, pid),
            _ => new LedgerEntry(LedgerHolder.OtherOfRun, $"process {pid} ({process.Attribute(SubjectAttributes.Name)})", bytes, pid),
        };
    }

    /// <summary>Use that a program cannot get back by asking: the cache that the kernel drops does not count.</summary>
    private static double[] Used(SubjectSeries subject, bool isLimited)
    {
        if (!isLimited)
        {
            return subject.Values(SystemMetrics.MemoryUsed) is var direct && Array.Exists(direct, value => !double.IsNaN(value))
                ? direct
                : [.. subject.Values(SystemMetrics.MemoryTotal).Zip(subject.Values(SystemMetrics.MemoryAvailable), (total, available) => total - available)];
        }

        double[] workingSet = subject.Values(CgroupMetrics.MemoryWorkingSet);
        return Array.Exists(workingSet, value => !double.IsNaN(value)) ? workingSet : subject.Values(CgroupMetrics.MemoryUsage);
    }

    private static int Peak(SubjectSeries subject, double[] values, double from, double to)
    {
        int best = -1;
        for (int i = 0; i < values.Length; i++)
        {
            if (subject.Times[i] >= from && subject.Times[i] <= to && !double.IsNaN(values[i]) && (best < 0 || values[i] > values[best]))
            {
                best = i;
            }
        }

        return best;
    }

    private static int LastRow(SubjectSeries subject, double[] values, double time)
    {
        for (int i = values.Length - 1; i >= 0; i--)
        {
            if (subject.Times[i] <= time && !double.IsNaN(values[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static double Highest(SubjectSeries? subject, Metric metric) =>
        subject is null ? double.NaN : subject.Values(metric).Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Max();

    private static bool IsOfRun(RunEvidence evidence, RunEvent kill) => kill.Integer("pid") is { } pid
        && evidence.Of(SubjectKind.Process).Any(process => process.Attribute(SubjectAttributes.Pid) == pid.ToString(CultureInfo.InvariantCulture));

    private static double OrNone(double value) => double.IsNaN(value) ? 0 : value;
}
