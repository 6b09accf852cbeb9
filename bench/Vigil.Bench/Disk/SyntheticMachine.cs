using System.Globalization;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Bench.Disk;

/// <summary>
/// Readings as a busy training machine gives them: GPUs with a training process each, data-loading workers, and a machine
/// around them. It is noise that cannot be packed, so it is of the size seen in practice.
/// </summary>
/// <remarks>
/// Workers come in two sorts. Steady ones move as those of <c>samples/train_gan.py</c> were measured to: memory stands still
/// in most seconds and moves by some pages in others, and what is counted moves by a seventh. Noisy ones read files of
/// uneven size, and their memory is never the same twice; every counter of theirs is noisy.
/// </remarks>
internal sealed class SyntheticMachine
{
    private const long Gibibyte = 1L << 30;
    private const long Page = 4096;

    private readonly Random _random = new(7);
    private readonly SampleFrame _frame = new();
    private readonly List<(Subject Subject, Action<long[]> Move)> _parts = [];
    private long _unixMilliseconds = 1_800_000_000_000;

    /// <summary>Makes the machine.</summary>
    /// <param name="gpus">GPUs; each has one training process.</param>
    /// <param name="processes">Processes of the tree; those beyond the training processes are workers.</param>
    /// <param name="cores">Logical processors.</param>
    /// <param name="noisy">Whether the workers are of the noisy sort.</param>
    public SyntheticMachine(int gpus, int processes, int cores, bool noisy)
    {
        Add(new Subject(SubjectKind.Recorder, "vigil"), MoveRecorder);
        Add(new Subject(SubjectKind.System, "system"), MoveSystem);
        Add(new Subject(SubjectKind.Cgroup, "/training"), MoveCgroup);
        for (int i = 0; i < cores; i++)
        {
            Add(new Subject(SubjectKind.CpuCore, Number(i)), MoveCore);
        }

        foreach (string disk in (string[])["nvme0n1", "nvme1n1"])
        {
            Add(new Subject(SubjectKind.Disk, disk), MoveDisk);
        }

        foreach (string path in (string[])["work", "shm"])
        {
            Add(new Subject(SubjectKind.FileSystem, path), MoveFileSystem);
        }

        foreach (string name in (string[])["eth0", "ib0"])
        {
            Add(new Subject(SubjectKind.Network, name), MoveNetwork);
        }

        for (int i = 0; i < processes; i++)
        {
            AddProcess(4000 + i, i < gpus ? ProcessRoles.Main : ProcessRoles.Worker, i < gpus ? MoveTrainer : noisy ? MoveNoisyWorker : MoveSteadyWorker);
        }

        for (int i = 0; i < gpus; i++)
        {
            Add(new Subject(SubjectKind.Gpu, $"GPU-0000000{i}"), MoveGpu);
            Add(new Subject(SubjectKind.GpuProcess, $"GPU-0000000{i}/{4000 + i}"), MoveGpuProcess);
        }
    }

    /// <summary>The frame, as of the latest sample.</summary>
    public SampleFrame Frame => _frame;

    /// <summary>Moves everything on by one second.</summary>
    public void Advance()
    {
        _unixMilliseconds += 1000 + (_random.Next(10) == 0 ? 1 : 0);
        _frame.Begin(_unixMilliseconds, 1.0);
        foreach ((Subject subject, Action<long[]> move) in _parts)
        {
            move(subject.Values);
        }

        _frame.Totals = new SampleTotals
        {
            MemoryTotalBytes = 512 * Gibibyte,
            MemoryUsedBytes = Pages(180 * Gibibyte, 50e6),
            MemoryAvailableBytes = Pages(332 * Gibibyte, 50e6),
            SwapUsedBytes = 0,
            MainProcessBytes = Pages(60 * Gibibyte, 20e6),
            WorkerBytes = Pages(40 * Gibibyte, 40e6),
            WorkerCount = 24,
            GpuMemoryUsedBytes = Pages(500 * Gibibyte, 20e6),
            GpuUtilizationPercent = Normal(95, 1.5),
            CpuPercent = Normal(45, 2),
        };
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private void Add(Subject subject, Action<long[]> move)
    {
        subject.Values.AsSpan().Clear();
        _frame.Add(subject);
        _parts.Add((subject, move));
    }

    private void AddProcess(int pid, string role, Action<long[]> move)
    {
        var attributes = new Dictionary<string, string>
        {
            [SubjectAttributes.Pid] = Number(pid),
            [SubjectAttributes.Name] = "python3",
            [SubjectAttributes.CommandLine] = "python3 train.py --config configs/large.yaml --data /data/tokens --workers 3",
            [SubjectAttributes.Role] = role,
        };
        Add(new Subject(SubjectKind.Process, $"{pid}:{pid * 17}", attributes), move);
    }

    private void MoveTrainer(long[] row)
    {
        Memory(row, 7 * Gibibyte, deviation: 2e6);
        row[ProcessMetrics.Threads.Index] = 70;
        row[ProcessMetrics.OpenFiles.Index] = 180;
        row[ProcessMetrics.State.Index] = _random.Next(10) < 8 ? 'R' : 'S';
        Count(row, ProcessMetrics.CpuUser, 95, 4);
        Count(row, ProcessMetrics.CpuSystem, 12, 3);
        CountKibibytes(row, ProcessMetrics.ReadCharacters, 40e6, 4e6);
        CountKibibytes(row, ProcessMetrics.WriteCharacters, 20e3, 4e3);
        Count(row, ProcessMetrics.MinorFaults, 300, 150);
        Count(row, ProcessMetrics.VoluntarySwitches, 4000, 300);
        Count(row, ProcessMetrics.InvoluntarySwitches, 40, 15);
    }

    private void MoveSteadyWorker(long[] row)
    {
        if (row[ProcessMetrics.Resident.Index] == 0 || _random.Next(5) >= 3)
        {
            Memory(row, 2 * Gibibyte, deviation: 40e3);
        }

        row[ProcessMetrics.Threads.Index] = 3;
        row[ProcessMetrics.OpenFiles.Index] = 40;
        row[ProcessMetrics.State.Index] = _random.Next(10) < 4 ? 'R' : 'S';
        Count(row, ProcessMetrics.CpuUser, 25, 4);
        Count(row, ProcessMetrics.CpuSystem, 2, 1);
        CountKibibytes(row, ProcessMetrics.ReadCharacters, 21e3, 2.9e3);
        CountKibibytes(row, ProcessMetrics.WriteCharacters, 29e3, 4e3);
        Count(row, ProcessMetrics.MinorFaults, 1100, 150);
        Count(row, ProcessMetrics.VoluntarySwitches, 76, 18);
        Count(row, ProcessMetrics.InvoluntarySwitches, 150, 50);
    }

    private void MoveNoisyWorker(long[] row)
    {
        Memory(row, 2 * Gibibyte, deviation: 3e6);
        row[ProcessMetrics.Threads.Index] = 3;
        row[ProcessMetrics.OpenFiles.Index] = 40;
        row[ProcessMetrics.State.Index] = _random.Next(10) < 4 ? 'R' : 'S';
        Count(row, ProcessMetrics.CpuUser, 45, 5);
        Count(row, ProcessMetrics.CpuSystem, 6, 2);
        Count(row, ProcessMetrics.ReadBytes, _random.Next(3) == 0 ? 8e6 : 0, 0);
        CountKibibytes(row, ProcessMetrics.ReadCharacters, 15e6, 1.5e6);
        CountKibibytes(row, ProcessMetrics.WriteCharacters, 3e3, 300);
        Count(row, ProcessMetrics.MinorFaults, 2500, 400);
        Count(row, ProcessMetrics.VoluntarySwitches, 200, 20);
        Count(row, ProcessMetrics.InvoluntarySwitches, 15, 5);
    }

    private void Memory(long[] row, long bytes, double deviation)
    {
        row[ProcessMetrics.Resident.Index] = Pages(bytes, deviation);
        row[ProcessMetrics.Shared.Index] = bytes / 4 / Page * Page;
        row[ProcessMetrics.Virtual.Index] = bytes * 4;
        if (row[ProcessMetrics.Proportional.Index] == 0 || _random.Next(30) == 0)
        {
            row[ProcessMetrics.Proportional.Index] = Pages(bytes / 3 * 2, deviation);
        }
    }

    private void MoveGpu(long[] row)
    {
        row[GpuMetrics.Utilization.Index] = Math.Clamp((long)Normal(95, 3), 0, 100);
        row[GpuMetrics.MemoryBusUtilization.Index] = (long)Normal(55, 3);
        row[GpuMetrics.MemoryUsed.Index] = 62 * Gibibyte;
        row[GpuMetrics.MemoryTotal.Index] = 80 * Gibibyte;
        row[GpuMetrics.Temperature.Index] = 61 + _random.Next(2);
        row[GpuMetrics.Power.Index] = (long)Normal(6200, 200);
        row[GpuMetrics.PowerLimit.Index] = 7000;
        Count(row, GpuMetrics.Energy, 620, 20);
        row[GpuMetrics.SmClock.Index] = 1980 - (15 * _random.Next(4));
        row[GpuMetrics.MemoryClock.Index] = 2619;
        row[GpuMetrics.ThrottleReasons.Index] = _random.Next(20) == 0 ? 4 : 0;
        row[GpuMetrics.PcieReceived.Index] = (long)Normal(900, 200);
        row[GpuMetrics.PcieSent.Index] = (long)Normal(400, 90);
    }

    private void MoveGpuProcess(long[] row)
    {
        row[GpuProcessMetrics.MemoryUsed.Index] = 61 * Gibibyte;
        row[GpuProcessMetrics.Utilization.Index] = Math.Clamp((long)Normal(90, 4), 0, 100);
    }

    private void MoveSystem(long[] row)
    {
        Count(row, SystemMetrics.CpuUser, 1900, 60);
        Count(row, SystemMetrics.CpuSystem, 250, 25);
        Count(row, SystemMetrics.CpuIoWait, 20, 8);
        Count(row, SystemMetrics.CpuIdle, 1030, 60);
        row[SystemMetrics.CpuCount.Index] = 32;
        row[SystemMetrics.Load1.Index] = (long)Normal(2100, 20);
        row[SystemMetrics.Load5.Index] = (long)Normal(2050, 5);
        row[SystemMetrics.Load15.Index] = (long)Normal(2000, 2);
        Count(row, SystemMetrics.Forks, 3, 2);
        Count(row, SystemMetrics.PressureCpuSome, 40e3, 8e3);
        Count(row, SystemMetrics.PressureIoSome, 20e3, 6e3);
        Count(row, SystemMetrics.PressureIoFull, 15e3, 5e3);
        row[SystemMetrics.MemoryTotal.Index] = 512 * Gibibyte;
        row[SystemMetrics.MemoryUsed.Index] = Pages(180 * Gibibyte, 50e6);
        row[SystemMetrics.MemoryAvailable.Index] = row[SystemMetrics.MemoryTotal.Index] - row[SystemMetrics.MemoryUsed.Index];
        row[SystemMetrics.MemoryFree.Index] = Pages(20 * Gibibyte, 60e6);
        row[SystemMetrics.MemoryCached.Index] = Pages(300 * Gibibyte, 60e6);
        row[SystemMetrics.MemoryShared.Index] = Pages(9 * Gibibyte, 10e6);
        row[SystemMetrics.MemoryDirty.Index] = Pages(4_000_000, 500e3);
    }

    private void MoveCgroup(long[] row)
    {
        row[CgroupMetrics.MemoryLimit.Index] = 400 * Gibibyte;
        row[CgroupMetrics.MemoryUsage.Index] = Pages(300 * Gibibyte, 60e6);
        row[CgroupMetrics.MemoryWorkingSet.Index] = Pages(170 * Gibibyte, 50e6);
        row[CgroupMetrics.MemoryPeak.Index] = 310 * Gibibyte;
        row[CgroupMetrics.AnonymousMemory.Index] = Pages(160 * Gibibyte, 50e6);
        row[CgroupMetrics.FileMemory.Index] = Pages(140 * Gibibyte, 30e6);
        row[CgroupMetrics.SharedMemory.Index] = Pages(9 * Gibibyte, 10e6);
        Count(row, CgroupMetrics.CpuTime, 20e6, 600e3);
    }

    private void MoveCore(long[] row)
    {
        Count(row, CpuCoreMetrics.Busy, 66, 8);
        Count(row, CpuCoreMetrics.IoWait, _random.Next(4) == 0 ? 1 : 0, 0);
    }

    private void MoveDisk(long[] row)
    {
        Count(row, DiskMetrics.ReadBytes, 60e6, 12e6, 4096);
        Count(row, DiskMetrics.WriteBytes, 200e3, 80e3, 4096);
        Count(row, DiskMetrics.ReadOperations, 500, 100);
        Count(row, DiskMetrics.WriteOperations, 20, 6);
        Count(row, DiskMetrics.BusyTime, 90, 20);
    }

    private void MoveFileSystem(long[] row)
    {
        row[FileSystemMetrics.Total.Index] = 3500 * Gibibyte;
        if (_random.Next(5) == 0)
        {
            row[FileSystemMetrics.Available.Index] = Pages(1200 * Gibibyte, 500e3);
        }

        row[FileSystemMetrics.AvailableInodes.Index] = 200_000_000;
    }

    private void MoveNetwork(long[] row)
    {
        Count(row, NetworkMetrics.ReceivedBytes, 5e6, 1e6);
        Count(row, NetworkMetrics.SentBytes, 5e6, 1e6);
    }

    private void MoveRecorder(long[] row)
    {
        Count(row, RecorderMetrics.CpuTime, 2000, 150);
        row[RecorderMetrics.Resident.Index] = 40_000_000 / Page * Page;
        row[RecorderMetrics.SampleTime.Index] = (long)Normal(1500, 150);
    }

    private void Count(long[] row, Metric metric, double mean, double deviation, long unit = 1) =>
        row[metric.Index] += Math.Max(0, (long)Normal(mean, deviation)) / unit * unit;

    /// <summary>A total that is recorded to the KiB: what is cut off at one sample shows at another.</summary>
    private void CountKibibytes(long[] row, Metric metric, double mean, double deviation) =>
        row[metric.Index] += (Math.Max(0, (long)Normal(mean, deviation)) + _random.Next(1024)) / 1024 * 1024;

    private long Pages(long bytes, double deviation) => (bytes + (long)Normal(0, deviation)) / Page * Page;

    private double Normal(double mean, double deviation)
    {
        // Box and Muller's transform; 1 - x keeps the logarithm's argument above zero.
        double radius = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble()));
        return mean + (deviation * radius * Math.Cos(2 * Math.PI * _random.NextDouble()));
    }
}
