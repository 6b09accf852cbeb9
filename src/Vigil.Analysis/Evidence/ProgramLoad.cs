using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Evidence;

/// <summary>What the program's processes used, at each row of the timeline; each worked out when first asked for. NaN where not known.</summary>
internal sealed class ProgramLoad
{
    private const double DiskSleep = 'D';

    private readonly RunEvidence _evidence;
    private readonly Timeline _timeline;
    private double[]? _mainCores;
    private double[]? _busiestMainCores;
    private double[]? _workerCores;
    private double[]? _readRate;
    private double[]? _fileReadRate;
    private double[]? _blockedPercent;
    private int[]? _workerCount;

    private ProgramLoad(RunEvidence evidence)
    {
        _evidence = evidence;
        _timeline = Timeline.Of(evidence);
        Mains = [.. evidence.Processes(ProcessRoles.Main)];
        Workers = [.. evidence.Processes(ProcessRoles.Worker)];
    }

    /// <summary>Training processes: several are ranks of one training.</summary>
    public IReadOnlyList<SubjectSeries> Mains { get; }

    /// <summary>Every data-loading worker that was seen.</summary>
    public IReadOnlyList<SubjectSeries> Workers { get; }

    /// <summary>CPU use of the training processes together, cores.</summary>
    public double[] MainCores => _mainCores ??= _timeline.Sum(Mains, CpuOf);

    /// <summary>CPU use of the busiest training process, cores.</summary>
    public double[] BusiestMainCores => _busiestMainCores ??= Mains.Count == 1 ? MainCores : _timeline.Maximum(Mains, CpuOf);

    /// <summary>CPU use of the workers together, cores; NaN while there are none.</summary>
    public double[] WorkerCores => _workerCores ??= _timeline.Sum(Workers, CpuOf);

    /// <summary>Workers alive.</summary>
    public int[] WorkerCount => _workerCount ??= _timeline.CountOf(Workers);

    /// <summary>Bytes per second that all processes fetched from disks.</summary>
    public double[] ReadRate => _readRate ??= _timeline.Sum(_evidence.Of(SubjectKind.Process), static process => process.Rates(ProcessMetrics.ReadBytes));

    /// <summary>Bytes per second that all processes read by system calls, whatever served them.</summary>
    public double[] FileReadRate => _fileReadRate ??= _timeline.Sum(_evidence.Of(SubjectKind.Process), static process => process.Rates(ProcessMetrics.ReadCharacters));

    /// <summary>Workers, or without any training processes, that were in uninterruptible sleep, percent of them.</summary>
    public double[] BlockedPercent => _blockedPercent ??= Blocked();

    /// <summary>The load of a run.</summary>
    public static ProgramLoad Of(RunEvidence evidence) => evidence.Derive(static evidence => new ProgramLoad(evidence));

    /// <summary>CPU use of one process, cores.</summary>
    public static double[] CpuOf(SubjectSeries process)
    {
        double[] user = process.Rates(ProcessMetrics.CpuUser);
        double[] system = process.Rates(ProcessMetrics.CpuSystem);
        double[] cores = new double[user.Length];
        for (int i = 0; i < cores.Length; i++)
        {
            cores[i] = user[i] + (double.IsNaN(system[i]) ? 0 : system[i]);
        }

        return cores;
    }

    /// <summary>The number of workers that was alive for most of the time of a span; 0 when there mostly was none.</summary>
    public int TypicalWorkers(TimelineSpan span)
    {
        if (Workers.Count == 0 || span.Count == 0)
        {
            return 0;
        }

        int[] counts = WorkerCount[span.First..span.End];
        Array.Sort(counts);
        return counts[counts.Length / 2];
    }

    private double[] Blocked()
    {
        IReadOnlyList<SubjectSeries> processes = Workers.Count > 0 ? Workers : Mains;
        double[] blocked = _timeline.Sum(processes, static process => Array.ConvertAll(
            process.Values(ProcessMetrics.State), static state => double.IsNaN(state) ? double.NaN : state == DiskSleep ? 100.0 : 0));
        int[] alive = Workers.Count > 0 ? WorkerCount : _timeline.CountOf(Mains);
        for (int i = 0; i < blocked.Length; i++)
        {
            blocked[i] /= Math.Max(1, alive[i]);
        }

        return blocked;
    }
}
