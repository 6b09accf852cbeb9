using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Collection.Sampling;

/// <summary>Adds up a frame's subjects to the totals that people ask for first. Allocates nothing.</summary>
internal static class TotalsCalculator
{
    public static SampleTotals Compute(SampleFrame frame)
    {
        var sum = default(Sums);
        IReadOnlyList<Subject> subjects = frame.Subjects;
        for (int i = 0; i < subjects.Count; i++)
        {
            Subject subject = subjects[i];
            switch (subject.Kind)
            {
                case SubjectKind.System:
                    sum.System = subject;
                    break;
                case SubjectKind.Cgroup:
                    sum.Cgroup ??= subject;
                    break;
                case SubjectKind.Process:
                    sum.AddProcess(subject);
                    break;
                case SubjectKind.Gpu:
                    sum.AddGpu(subject);
                    break;
                case SubjectKind.Disk:
                    sum.DiskRead = Add(sum.DiskRead, subject.Delta(DiskMetrics.ReadBytes));
                    sum.DiskWrite = Add(sum.DiskWrite, subject.Delta(DiskMetrics.WriteBytes));
                    break;
                default:
                    break;
            }
        }

        (long? total, long? used, long? available) = Memory(sum.System, sum.Cgroup);
        double seconds = frame.ElapsedSeconds;
        return new SampleTotals
        {
            MemoryTotalBytes = total,
            MemoryUsedBytes = used,
            MemoryAvailableBytes = available,
            SwapUsedBytes = Raw(sum.System, SystemMetrics.SwapUsed),
            MainProcessBytes = sum.MainBytes,
            WorkerBytes = sum.Workers > 0 ? sum.WorkerBytes : sum.Processes > 0 ? 0 : null,
            WorkerCount = sum.Workers,
            ProcessCount = sum.Processes,
            ProcessCpuPercent = seconds > 0 && sum.ProcessCpu is { } cpu ? cpu / seconds * 100 : null,
            GpuMemoryUsedBytes = sum.GpuMemoryUsed,
            GpuMemoryTotalBytes = sum.GpuMemoryTotal,
            GpuUtilizationPercent = sum.GpusWithUtilization > 0 ? sum.GpuUtilization / sum.GpusWithUtilization : null,
            CpuPercent = CpuShare(sum.System, idle: false),
            IoWaitPercent = CpuShare(sum.System, idle: true),
            DiskReadBytesPerSecond = seconds > 0 ? sum.DiskRead / seconds : null,
            DiskWriteBytesPerSecond = seconds > 0 ? sum.DiskWrite / seconds : null,
        };
    }

    /// <summary>
    /// The memory that counts is the one that runs out first: the container's where it has a limit below the machine's.
    /// Within a container, used is the working set, since the kernel drops inactive page cache before it kills.
    /// </summary>
    private static (long? Total, long? Used, long? Available) Memory(Subject? system, Subject? cgroup)
    {
        long? total = Raw(system, SystemMetrics.MemoryTotal);
        long? available = Raw(system, SystemMetrics.MemoryAvailable);
        long? limit = Raw(cgroup, CgroupMetrics.MemoryLimit);
        long? groupUsed = Raw(cgroup, CgroupMetrics.MemoryWorkingSet) ?? Raw(cgroup, CgroupMetrics.MemoryUsage);
        if (limit is { } bound && groupUsed is { } held && (total is null || bound < total))
        {
            long left = Math.Max(0, bound - held);
            return (bound, held, available is { } machine ? Math.Min(left, machine) : left);
        }

        return (total, Raw(system, SystemMetrics.MemoryUsed), available);
    }

    private static double? CpuShare(Subject? system, bool idle)
    {
        if (system is null
            || system.Delta(SystemMetrics.CpuIdle) is not { } idleSeconds
            || system.Delta(SystemMetrics.CpuUser) is not { } user
            || system.Delta(SystemMetrics.CpuSystem) is not { } kernel)
        {
            return null;
        }

        double wait = system.Delta(SystemMetrics.CpuIoWait) ?? 0;
        double steal = system.Delta(SystemMetrics.CpuSteal) ?? 0;
        double all = user + kernel + steal + wait + idleSeconds;
        return all <= 0 ? null : (idle ? wait : user + kernel + steal) / all * 100;
    }

    private static long? Raw(Subject? subject, Metric metric) =>
        subject?.Values[metric.Index] is { } value && value != Reading.NotAvailable ? value : null;

    private static double? Add(double? sum, double? more) => more is null ? sum : (sum ?? 0) + more;

    private struct Sums
    {
        public Subject? System;
        public Subject? Cgroup;
        public long? MainBytes;
        public long WorkerBytes;
        public int Workers;
        public int Processes;
        public double? ProcessCpu;
        public long? GpuMemoryUsed;
        public long? GpuMemoryTotal;
        public double GpuUtilization;
        public int GpusWithUtilization;
        public double? DiskRead;
        public double? DiskWrite;

        public void AddProcess(Subject process)
        {
            Processes++;
            // Proportional memory divides shared pages among their users: summed over workers forked from one parent
            // it does not count the parent's data once per worker, as resident memory would.
            long? bytes = Raw(process, ProcessMetrics.Proportional) ?? Raw(process, ProcessMetrics.Resident);
            string? role = process.Attributes.GetValueOrDefault(SubjectAttributes.Role);
            if (role == ProcessRoles.Worker)
            {
                Workers++;
                WorkerBytes += bytes ?? 0;
            }
            else if (role == ProcessRoles.Main && bytes is { } held)
            {
                MainBytes = (MainBytes ?? 0) + held;
            }

            ProcessCpu = Add(ProcessCpu, Add(process.Delta(ProcessMetrics.CpuUser), process.Delta(ProcessMetrics.CpuSystem)));
        }

        public void AddGpu(Subject gpu)
        {
            if (gpu.Attributes.ContainsKey(SubjectAttributes.Parent))
            {
                // A MIG instance is a slice of its parent, which is counted already.
                return;
            }

            if (Raw(gpu, GpuMetrics.MemoryUsed) is { } used)
            {
                GpuMemoryUsed = (GpuMemoryUsed ?? 0) + used;
            }

            if (Raw(gpu, GpuMetrics.MemoryTotal) is { } total)
            {
                GpuMemoryTotal = (GpuMemoryTotal ?? 0) + total;
            }

            if (Raw(gpu, GpuMetrics.Utilization) is { } utilization)
            {
                GpuUtilization += utilization;
                GpusWithUtilization++;
            }
        }
    }
}
