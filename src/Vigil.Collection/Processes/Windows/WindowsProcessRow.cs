using Vigil.Collection.Subjects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Processes.Windows;

/// <summary>Turns what Windows says about one process into its row of readings.</summary>
/// <param name="subject">The process.</param>
/// <param name="commandLine">Its command line when first seen.</param>
/// <param name="role">One of <see cref="ProcessRoles"/>.</param>
internal sealed class WindowsProcessRow(Subject subject, string commandLine, string role) : SubjectRow(subject)
{
    private const long TimePerTick = 100_000;
    private const uint Waiting = 5;
    private const uint Suspended = 5;

    private WideCounter _faults;
    private WideCounter _hardFaults;

    /// <summary>Its command line when first seen.</summary>
    public string CommandLine { get; } = commandLine;

    /// <summary>One of <see cref="ProcessRoles"/>.</summary>
    public string Role { get; } = role;

    /// <summary>Writes this sample's readings.</summary>
    public void Write(in ProcessEntry entry, ReadOnlySpan<ThreadEntry> threads)
    {
        long[] row = Subject.Values;
        row[ProcessMetrics.Resident.Index] = (long)entry.WorkingSetBytes;
        row[ProcessMetrics.Shared.Index] = Math.Max(0, (long)entry.WorkingSetBytes - (long)entry.PrivateWorkingSetBytes);
        row[ProcessMetrics.Virtual.Index] = (long)entry.VirtualBytes;
        row[ProcessMetrics.CpuUser.Index] = entry.UserTime / TimePerTick;
        row[ProcessMetrics.CpuSystem.Index] = entry.KernelTime / TimePerTick;
        row[ProcessMetrics.Threads.Index] = entry.Threads;
        row[ProcessMetrics.OpenFiles.Index] = entry.Handles;
        row[ProcessMetrics.ReadCharacters.Index] = entry.ReadBytes & ~1023L;
        row[ProcessMetrics.WriteCharacters.Index] = entry.WriteBytes & ~1023L;
        row[ProcessMetrics.State.Index] = State(threads);

        long faults = _faults.Advance(entry.PageFaults);
        long hardFaults = _hardFaults.Advance(entry.HardFaults);
        row[ProcessMetrics.MajorFaults.Index] = hardFaults;
        row[ProcessMetrics.MinorFaults.Index] = Math.Max(0, faults - hardFaults);
    }

    // A process has no state here, its threads have: stopped when all are suspended, running when one wants a processor.
    private static char State(ReadOnlySpan<ThreadEntry> threads)
    {
        bool stopped = !threads.IsEmpty;
        foreach (ref readonly ThreadEntry thread in threads)
        {
            if (thread.State is 1 or 2 or 3 or 7)
            {
                return 'R';
            }

            stopped &= thread.State == Waiting && thread.WaitReason == Suspended;
        }

        return stopped ? 'T' : 'S';
    }
}
