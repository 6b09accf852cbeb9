using Vigil.Collection.Subjects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Processes.MacOS;

/// <summary>Turns what macOS says about one process into its row of readings.</summary>
/// <param name="subject">The process.</param>
internal sealed class MacOSProcessRow(Subject subject) : SubjectRow(subject)
{
    private const double NanosecondsPerTick = 1e7;
    private const uint Stopped = 4;
    private const uint Zombie = 5;

    private WideCounter _faults;
    private WideCounter _pageIns;

    /// <summary>Its command line when last read; null before.</summary>
    public string? CommandLine { get; set; }

    /// <summary>One of <see cref="ProcessRoles"/>.</summary>
    public string Role { get; set; } = ProcessRoles.Other;

    /// <summary>The bytes of its short name at the sample before.</summary>
    public UInt128 Name { get; set; }

    /// <summary>Whether its command line was read a second time.</summary>
    public bool Confirmed { get; set; }

    /// <summary>Writes what the task itself says.</summary>
    public void WriteTask(in ProcessTask task, double nanosecondsPerUnit)
    {
        long[] row = Subject.Values;
        row[ProcessMetrics.Resident.Index] = (long)task.ResidentBytes;
        row[ProcessMetrics.Virtual.Index] = (long)task.VirtualBytes;
        row[ProcessMetrics.CpuUser.Index] = Ticks(task.UserTime, nanosecondsPerUnit);
        row[ProcessMetrics.CpuSystem.Index] = Ticks(task.SystemTime, nanosecondsPerUnit);
        row[ProcessMetrics.Threads.Index] = task.Threads;
        row[ProcessMetrics.State.Index] = State(task);

        long faults = _faults.Advance(task.Faults);
        long pageIns = _pageIns.Advance(task.PageIns);
        row[ProcessMetrics.MajorFaults.Index] = pageIns;
        row[ProcessMetrics.MinorFaults.Index] = Math.Max(0, faults - pageIns);
    }

    /// <summary>Writes what the resource accounting says; null when it was refused.</summary>
    public void WriteUsage(ProcessUsage? usage, double nanosecondsPerUnit)
    {
        long[] row = Subject.Values;
        row[ProcessMetrics.Proportional.Index] = (long?)usage?.FootprintBytes ?? Reading.NotAvailable;
        row[ProcessMetrics.ReadBytes.Index] = (long?)usage?.DiskReadBytes ?? Reading.NotAvailable;
        row[ProcessMetrics.WriteBytes.Index] = (long?)usage?.DiskWriteBytes ?? Reading.NotAvailable;
        row[ProcessMetrics.ChildrenCpu.Index] = usage is { } used
            ? Ticks(used.ChildUserTime + used.ChildSystemTime, nanosecondsPerUnit)
            : Reading.NotAvailable;
    }

    private static long Ticks(ulong machTime, double nanosecondsPerUnit) =>
        (long)(machTime * nanosecondsPerUnit / NanosecondsPerTick);

    // macOS calls every live process running; whether it does run, its threads tell.
    private static char State(in ProcessTask task) => task.Identity.Status switch
    {
        Stopped => 'T',
        Zombie => 'Z',
        _ => task.RunningThreads > 0 ? 'R' : 'S',
    };
}
