using Vigil.Analysis.Evidence;

namespace Vigil.Analysis.Steps;

/// <summary>What was busy in one row of the timeline; NaN where not known.</summary>
internal sealed class RowLoad(RunEvidence evidence)
{
    private readonly double[] _memoryStall = MachineLoad.Of(evidence).MemoryStallPercent;
    private readonly double[] _throttled = MachineLoad.Of(evidence).ThrottledPercent;
    private readonly double[] _ioStall = MachineLoad.Of(evidence).IoStallPercent;
    private readonly double[] _diskBusy = MachineLoad.Of(evidence).DiskBusyPercent;
    private readonly double[] _network = MachineLoad.Of(evidence).NetworkReceiveRate;
    private readonly double[] _gpu = GpuLoad.Of(evidence).Percent;
    private readonly double[] _clockLoss = GpuLoad.Of(evidence).ClockLoss;
    private readonly double[] _main = ProgramLoad.Of(evidence).BusiestMainCores;
    private readonly double[] _worker = ProgramLoad.Of(evidence).WorkerCores;
    private readonly int[] _workers = ProgramLoad.Of(evidence).WorkerCount;
    private readonly double[] _blocked = ProgramLoad.Of(evidence).BlockedPercent;

    /// <summary>True when utilisation of accelerators is known.</summary>
    public bool HasGpu { get; } = GpuLoad.Of(evidence) is { IsKnown: true, IsIdle: false };

    /// <summary>Utilisation of the accelerators, percent.</summary>
    public double GpuPercent(int row) => _gpu[row];

    /// <summary>Share of the accelerators' speed, 0 to 1, lost to lower clocks.</summary>
    public double ClockLoss(int row) => _clockLoss[row];

    /// <summary>CPU use of the busiest training process, cores.</summary>
    public double MainCores(int row) => _main[row];

    /// <summary>CPU use of a worker on average, cores; NaN without workers.</summary>
    public double CoresPerWorker(int row) => _workers[row] > 0 ? _worker[row] / _workers[row] : double.NaN;

    /// <summary>Workers, or training processes, in uninterruptible sleep, percent of them.</summary>
    public double BlockedPercent(int row) => _blocked[row];

    /// <summary>Time in which some task waited for memory, percent.</summary>
    public double MemoryStallPercent(int row) => _memoryStall[row];

    /// <summary>Enforcement periods in which the control group was held back, percent.</summary>
    public double ThrottledPercent(int row) => _throttled[row];

    /// <summary>Time in which every task waited for I/O, percent.</summary>
    public double IoStallPercent(int row) => _ioStall[row];

    /// <summary>Time in which the busiest disk had a request outstanding, percent.</summary>
    public double DiskBusyPercent(int row) => _diskBusy[row];

    /// <summary>Bytes per second received from the network.</summary>
    public double NetworkReceiveRate(int row) => _network[row];
}
