using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Evidence;

/// <summary>What the accelerators of the run did, at each row of the timeline. NaN where not known.</summary>
internal sealed class GpuLoad
{
    /// <summary>A GPU above this many percent is doing something.</summary>
    public const double ActivePercent = 5;

    private readonly RunEvidence _evidence;
    private readonly Timeline _timeline;
    private double[]? _percent;
    private double[]? _clockLoss;
    private IReadOnlyList<SubjectSeries>? _used;
    private HashSet<string>? _ownPids;

    private GpuLoad(RunEvidence evidence)
    {
        _evidence = evidence;
        _timeline = Timeline.Of(evidence);
        All = [.. evidence.Of(SubjectKind.Gpu).Where(static gpu => gpu.Attribute(SubjectAttributes.Parent) is null)];
    }

    /// <summary>Every physical accelerator of the machine.</summary>
    public IReadOnlyList<SubjectSeries> All { get; }

    /// <summary>
    /// The accelerators that the program uses: those that one of its processes is seen on; where none is, those that were
    /// active; where none was, all of them.
    /// </summary>
    public IReadOnlyList<SubjectSeries> Used => _used ??= FindUsed();

    /// <summary>Mean utilisation of the used accelerators, percent.</summary>
    public double[] Percent => _percent ??= MeanPercent();

    /// <summary>True when utilisation of any is known.</summary>
    public bool IsKnown => All.Any(gpu => Array.Exists(gpu.Values(GpuMetrics.Utilization), static value => !double.IsNaN(value)));

    /// <summary>True when no accelerator did anything at any time.</summary>
    public bool IsIdle => !Array.Exists(Percent, static value => value >= ActivePercent);

    /// <summary>
    /// Share of their speed, 0 to 1, that the used accelerators lost where heat, power or the hardware held clocks down:
    /// the clock against the highest of the window. 0 where nothing held them down, or nothing is known.
    /// </summary>
    public double[] ClockLoss => _clockLoss ??= MeanClockLoss();

    /// <summary>The accelerators of a run.</summary>
    public static GpuLoad Of(RunEvidence evidence) => evidence.Derive(static evidence => new GpuLoad(evidence));

    /// <summary>Short name of an accelerator for people: index and model.</summary>
    public static string NameOf(SubjectSeries gpu) =>
        $"GPU {gpu.Attribute(SubjectAttributes.Index) ?? gpu.Subject.Key}{(gpu.Attribute(SubjectAttributes.Model) is { } model ? $" ({model})" : "")}";

    /// <summary>True when a process on an accelerator belongs to the program.</summary>
    public bool IsOwn(SubjectSeries gpuProcess) => OwnPids.Contains(PidOf(gpuProcess));

    /// <summary>Number of a process on an accelerator, as the driver gives it.</summary>
    public static string PidOf(SubjectSeries gpuProcess) => gpuProcess.Subject.Key[(gpuProcess.Subject.Key.LastIndexOf('/') + 1)..];

    /// <summary>Key of the accelerator that a process is on.</summary>
    public static string GpuKeyOf(SubjectSeries gpuProcess) =>
        gpuProcess.Subject.Key.LastIndexOf('/') is var slash and > 0 ? gpuProcess.Subject.Key[..slash] : gpuProcess.Subject.Key;

    private HashSet<string> OwnPids => _ownPids ??= [.. _evidence.Of(SubjectKind.Process).Select(static process => process.Attribute(SubjectAttributes.Pid)).OfType<string>()];

    private SubjectSeries[] FindUsed()
    {
        HashSet<string> keys = [.. _evidence.Of(SubjectKind.GpuProcess).Where(IsOwn).Select(GpuKeyOf)];
        SubjectSeries[] used = [.. All.Where(gpu => keys.Contains(gpu.Subject.Key))];
        if (used.Length == 0)
        {
            used = [.. All.Where(static gpu => Array.Exists(gpu.Values(GpuMetrics.Utilization), static value => value >= ActivePercent))];
        }

        return used.Length > 0 ? used : [.. All];
    }

    private double[] MeanPercent()
    {
        if (Used is [var only])
        {
            return _timeline.Values(only, GpuMetrics.Utilization);
        }

        double[] sum = _timeline.Sum(Used, static gpu => gpu.Values(GpuMetrics.Utilization));
        double[] known = _timeline.Sum(Used, static gpu => Array.ConvertAll(gpu.Values(GpuMetrics.Utilization), static value => double.IsNaN(value) ? double.NaN : 1));
        for (int i = 0; i < sum.Length; i++)
        {
            sum[i] /= known[i];
        }

        return sum;
    }

    private double[] MeanClockLoss()
    {
        double[] loss = new double[_timeline.Count];
        foreach (SubjectSeries gpu in Used)
        {
            double[] reasons = _timeline.Values(gpu, GpuMetrics.ThrottleReasons);
            double[] clocks = _timeline.Values(gpu, GpuMetrics.SmClock);
            double highest = 0;
            foreach (double clock in clocks)
            {
                highest = clock > highest ? clock : highest;
            }

            for (int i = 0; i < loss.Length; i++)
            {
                if (reasons[i] > 0 && ((long)reasons[i] & ThrottleReasons.Slowing) != 0 && clocks[i] < highest)
                {
                    loss[i] += (1 - (clocks[i] / highest)) / Used.Count;
                }
            }
        }

        return loss;
    }
}
