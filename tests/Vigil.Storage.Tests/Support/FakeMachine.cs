using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Storage.Tests.Support;

/// <summary>
/// A machine under training whose readings scatter as real ones do: steady and bursty counters, levels that wander,
/// memory in pages, things that never change. The same seed gives the same machine.
/// </summary>
internal sealed class FakeMachine
{
    private readonly Random _random;
    private readonly Subject _system = new(SubjectKind.System, "machine");
    private readonly Subject _cgroup = new(SubjectKind.Cgroup, "/job");
    private readonly Subject _recorder = new(SubjectKind.Recorder, "vigil");
    private readonly List<Subject> _cores = [];
    private readonly List<Subject> _disks = [];
    private readonly List<Subject> _networks = [];
    private readonly List<Subject> _fileSystems = [];
    private readonly List<Subject> _processes = [];
    private readonly List<Subject> _gpus = [];
    private readonly List<Subject> _gpuProcesses = [];
    private long _time = 1_700_000_000_000;

    public FakeMachine(int gpus, int processes, int cores, int seed = 1)
    {
        _random = new Random(seed);
        Add(_system);
        Many(_cores, cores, i => new Subject(SubjectKind.CpuCore, $"{i}"));
        Many(_disks, 2, i => new Subject(SubjectKind.Disk, $"nvme{i}n1"));
        Many(_fileSystems, 3, i => new Subject(SubjectKind.FileSystem, $"fs{i}"));
        Many(_networks, 2, i => new Subject(SubjectKind.Network, $"eth{i}"));
        Add(_cgroup);
        Many(_processes, processes, i => new Subject(SubjectKind.Process, $"{1000 + i}:{5000 + i}", new Dictionary<string, string> { [SubjectAttributes.Pid] = $"{1000 + i}" }));
        Many(_gpus, gpus, i => new Subject(SubjectKind.Gpu, $"GPU-{i}"));
        Many(_gpuProcesses, gpus, i => new Subject(SubjectKind.GpuProcess, $"GPU-{i}/{1000 + i}"));
        Add(_recorder);
    }

    public SampleFrame Frame { get; } = new();

    /// <summary>Takes the next sample, a second later.</summary>
    public SampleFrame Next()
    {
        _time += 1000 + _random.Next(-1, 2);
        Frame.Begin(_time, 1);
        FillSystem();
        _cores.ForEach(core => Count(core, (CpuCoreMetrics.Busy, Noise(60, 20)), (CpuCoreMetrics.IoWait, Rare(0.1, 5))));
        Count(_disks[0], (DiskMetrics.ReadBytes, Noise(8_000, 2_000) * 4096), (DiskMetrics.WriteBytes, Rare(0.3, 400) * 4096), (DiskMetrics.ReadOperations, Noise(900, 200)), (DiskMetrics.WriteOperations, Rare(0.3, 40)), (DiskMetrics.BusyTime, Noise(300, 80)));
        Count(_disks[1]);
        _networks.ForEach(network => Count(network, (NetworkMetrics.ReceivedBytes, Noise(4_000, 2_000)), (NetworkMetrics.SentBytes, Noise(3_000, 1_000)), (NetworkMetrics.ReceiveErrors, 0), (NetworkMetrics.SendErrors, 0), (NetworkMetrics.ReceiveDrops, 0), (NetworkMetrics.SendDrops, 0)));
        _fileSystems.ForEach(fileSystem => Set(fileSystem, (FileSystemMetrics.Total, 1L << 40), (FileSystemMetrics.Available, (1L << 39) - (Rare(0.05, 1000) * 4096)), (FileSystemMetrics.AvailableInodes, 1_000_000)));
        Set(_cgroup, (CgroupMetrics.MemoryLimit, 1L << 38), (CgroupMetrics.MemoryUsage, (1L << 37) + (Noise(10_000, 3_000) * 4096)), (CgroupMetrics.MemoryWorkingSet, (1L << 36) + (Noise(10_000, 3_000) * 4096)));
        Count(_cgroup, (CgroupMetrics.CpuTime, Noise(9_000_000, 300_000)), (CgroupMetrics.CpuPeriods, 10), (CgroupMetrics.CpuThrottledPeriods, Rare(0.1, 3)));
        for (int i = 0; i < _processes.Count; i++)
        {
            FillProcess(_processes[i], worker: i >= _gpus.Count);
        }

        _gpus.ForEach(FillGpu);
        _gpuProcesses.ForEach(process => Set(process, (GpuProcessMetrics.MemoryUsed, 60L << 30), (GpuProcessMetrics.Utilization, Noise(90, 5))));
        Count(_recorder, (RecorderMetrics.CpuTime, Noise(900, 60)));
        Set(_recorder, (RecorderMetrics.Resident, 40L << 20), (RecorderMetrics.SampleTime, Noise(700, 80)), (RecorderMetrics.TreeProcesses, _processes.Count));
        Frame.Totals = Totals();
        return Frame;
    }

    private SampleTotals Totals() => new()
    {
        MemoryTotalBytes = _system.Values[SystemMetrics.MemoryTotal.Index],
        MemoryUsedBytes = _system.Values[SystemMetrics.MemoryUsed.Index],
        MemoryAvailableBytes = _system.Values[SystemMetrics.MemoryAvailable.Index],
        SwapUsedBytes = 0,
        MainProcessBytes = _processes[0].Values[ProcessMetrics.Resident.Index],
        WorkerBytes = _processes[^1].Values[ProcessMetrics.Resident.Index] * 3,
        WorkerCount = _processes.Count - _gpus.Count,
        GpuMemoryUsedBytes = _gpus.Count == 0 ? null : _gpus.Sum(gpu => gpu.Values[GpuMetrics.MemoryUsed.Index]),
        GpuUtilizationPercent = _gpus.Count == 0 ? null : _gpus.Average(gpu => (double)gpu.Values[GpuMetrics.Utilization.Index]),
        CpuPercent = Noise(500, 100) / 10.0,
    };

    private void FillSystem()
    {
        long used = (200L << 30) + (Noise(50_000, 20_000) * 4096);
        Count(_system, (SystemMetrics.CpuUser, Noise(900, 30)), (SystemMetrics.CpuSystem, Noise(80, 15)), (SystemMetrics.CpuIoWait, Rare(0.4, 6)), (SystemMetrics.CpuSteal, 0), (SystemMetrics.CpuIdle, Noise(600, 40)), (SystemMetrics.Forks, Rare(0.3, 3)), (SystemMetrics.PressureCpuSome, Noise(20_000, 9_000)), (SystemMetrics.PressureMemorySome, 0), (SystemMetrics.PressureMemoryFull, 0), (SystemMetrics.PressureIoSome, Rare(0.5, 9_000)), (SystemMetrics.PressureIoFull, Rare(0.4, 9_000)), (SystemMetrics.SwapIn, 0), (SystemMetrics.SwapOut, 0), (SystemMetrics.MajorFaults, Rare(0.1, 3)), (SystemMetrics.OomKills, 0));
        Set(_system, (SystemMetrics.CpuCount, 16), (SystemMetrics.Load1, Noise(900, 9)), (SystemMetrics.Load5, Noise(900, 3)), (SystemMetrics.Load15, Noise(900, 1)), (SystemMetrics.MemoryTotal, 512L << 30), (SystemMetrics.MemoryUsed, used), (SystemMetrics.MemoryAvailable, (512L << 30) - used), (SystemMetrics.MemoryFree, (100L << 30) + (Noise(50_000, 20_000) * 4096)), (SystemMetrics.MemoryCached, (150L << 30) + (Noise(9_000, 5_000) * 4096)), (SystemMetrics.MemoryShared, (20L << 30) + (Noise(900, 500) * 4096)), (SystemMetrics.MemoryDirty, Noise(3_000, 900) * 4096), (SystemMetrics.SwapTotal, 8L << 30), (SystemMetrics.SwapUsed, 0));
    }

    private void FillProcess(Subject process, bool worker)
    {
        Count(process, (ProcessMetrics.CpuUser, worker ? Noise(60, 15) : Noise(95, 4)), (ProcessMetrics.CpuSystem, Noise(5, 3)), (ProcessMetrics.ChildrenCpu, 0), (ProcessMetrics.ReadBytes, worker ? Rare(0.3, 900) * 4096 : 0), (ProcessMetrics.WriteBytes, 0), (ProcessMetrics.ReadCharacters, worker ? Noise(9_000_000, 2_000_000) : Noise(3_000, 900)), (ProcessMetrics.WriteCharacters, worker ? Noise(2_000, 300) : Rare(0.3, 200)), (ProcessMetrics.MinorFaults, worker ? Noise(2_000, 700) : Rare(0.3, 200)), (ProcessMetrics.MajorFaults, 0), (ProcessMetrics.VoluntarySwitches, Noise(300, 60)), (ProcessMetrics.InvoluntarySwitches, Noise(20, 8)), (ProcessMetrics.IoDelay, 0));
        bool grows = process.Values[ProcessMetrics.Resident.Index] == Reading.NotAvailable || _random.NextDouble() < (worker ? 0.6 : 0.2);
        if (grows)
        {
            Set(process, (ProcessMetrics.Resident, (3L << 30) + (Noise(9_000, 2_000) * 4096)), (ProcessMetrics.Shared, (1L << 29) + (Rare(0.3, 500) * 4096)), (ProcessMetrics.Swapped, 0), (ProcessMetrics.Virtual, 40L << 30));
        }

        if (Frame.Sequence % 30 == 1)
        {
            Set(process, (ProcessMetrics.Proportional, (2L << 30) + (Noise(9_000, 2_000) * 1024)));
        }

        Set(process, (ProcessMetrics.Threads, 30), (ProcessMetrics.OpenFiles, 80 + Rare(0.05, 4)), (ProcessMetrics.State, _random.NextDouble() < 0.8 ? 'R' : 'S'));
    }

    private void FillGpu(Subject gpu)
    {
        Set(gpu, (GpuMetrics.Utilization, Math.Min(100, Noise(94, 6))), (GpuMetrics.MemoryBusUtilization, Noise(50, 7)), (GpuMetrics.MemoryUsed, (60L << 30) + (Rare(0.05, 10) << 21)), (GpuMetrics.MemoryTotal, 80L << 30), (GpuMetrics.Temperature, Noise(64, 1)), (GpuMetrics.Power, Noise(3_500, 150)), (GpuMetrics.PowerLimit, 7_000), (GpuMetrics.SmClock, 1980 - (15 * Rare(0.3, 4))), (GpuMetrics.MemoryClock, 2619), (GpuMetrics.ThrottleReasons, _random.NextDouble() < 0.1 ? 4 : 0), (GpuMetrics.PcieReceived, Noise(300_000, 60_000)), (GpuMetrics.PcieSent, Noise(100_000, 30_000)), (GpuMetrics.EncoderUtilization, 0), (GpuMetrics.DecoderUtilization, 0));
        Count(gpu, (GpuMetrics.Energy, Noise(350, 15)), (GpuMetrics.EccCorrected, 0), (GpuMetrics.EccUncorrected, 0));
    }

    private static void Set(Subject subject, params ReadOnlySpan<(Metric Metric, long Value)> values)
    {
        foreach ((Metric metric, long value) in values)
        {
            subject.Values[metric.Index] = value;
        }
    }

    private static void Count(Subject subject, params ReadOnlySpan<(Metric Metric, long Growth)> values)
    {
        foreach ((Metric metric, long growth) in values)
        {
            ref long value = ref subject.Values[metric.Index];
            value = (value == Reading.NotAvailable ? 1_000_000 : value) + growth;
        }
    }

    private long Noise(long mean, long deviation)
    {
        double normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return Math.Max(0, (long)Math.Round(mean + (deviation * normal)));
    }

    private long Rare(double probability, int most) => _random.NextDouble() < probability ? 1 + _random.Next(most) : 0;

    private void Add(Subject subject) => Frame.Add(subject);

    private void Many(List<Subject> subjects, int count, Func<int, Subject> create)
    {
        for (int i = 0; i < count; i++)
        {
            subjects.Add(create(i));
            Frame.Add(subjects[^1]);
        }
    }
}
