using Vigil.Analysis.Evidence;
using Vigil.Analysis.Statistics;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;
using Vigil.Core.Training;

namespace Vigil.Analysis.Trends;

/// <summary>Looks for trends in the series of a run that matter.</summary>
public static class TrendReporter
{
    private const int OutliersKept = 10;

    /// <summary>The report of a run or a window of it; made once and kept with the evidence.</summary>
    public static TrendReport Of(RunEvidence evidence) => evidence.Derive(Make);

    private static TrendReport Make(RunEvidence evidence)
    {
        double full = MemoryUse.Of(evidence)?.FullFrom ?? double.PositiveInfinity;
        List<Source> sources = [.. Sources(evidence).Where(source => Array.Exists(source.Values, double.IsFinite))];
        return new TrendReport
        {
            Series = Correct([.. sources.Select(source => Describe(source, full))]),
            End = evidence.IsLive ? EndOf(evidence.Steps) : null,
            Checkpoint = CheckpointSpace.Of(evidence),
            Batch = BatchMemoryFit.Of(evidence),
        };
    }

    private static IEnumerable<Source> Sources(RunEvidence evidence)
    {
        Timeline timeline = Timeline.Of(evidence);
        ProgramLoad program = ProgramLoad.Of(evidence);
        yield return MemoryUsed(evidence);
        yield return new Source(SeriesNames.ProgramMemory, null, "By", timeline.Times, timeline.Sum(evidence.Of(SubjectKind.Process), MemoryOf)) { IsMemory = true };
        yield return new Source(SeriesNames.WorkerMemory, null, "By", timeline.Times, timeline.Sum(program.Workers, MemoryOf)) { IsMemory = true };
        foreach (SubjectSeries gpu in evidence.Of(SubjectKind.Gpu))
        {
            yield return new Source(SeriesNames.GpuMemory, gpu.Subject.Key, "By", gpu.Times, gpu.Values(GpuMetrics.MemoryUsed))
            {
                IsMemory = true,
                Limit = Last(gpu.Values(GpuMetrics.MemoryTotal)),
            };
        }

        foreach (SubjectSeries space in evidence.Of(SubjectKind.FileSystem))
        {
            bool isShared = space.Subject.Key == "shm";
            yield return new Source(isShared ? SeriesNames.SharedMemoryFree : SeriesNames.DiskFree, isShared ? null : space.Subject.Key, "By", space.Times, space.Values(FileSystemMetrics.Available))
            {
                Limit = 0,
                IsUpwards = false,
            };
        }

        if (evidence.System is { } system)
        {
            yield return new Source(SeriesNames.SwapUsed, null, "By", system.Times, system.Values(SystemMetrics.SwapUsed));
        }

        yield return new Source(SeriesNames.CpuPercent, null, "%", timeline.Times, MachineLoad.Of(evidence).CpuPercent);
        StepTime[] steps = [.. StepTimes.Of(evidence).Steady];
        yield return new Source(SeriesNames.StepSeconds, null, "s", Array.ConvertAll(steps, step => step.At), Array.ConvertAll(steps, step => step.Seconds));
        StepColumn loss = evidence.StepSeries.Loss;
        yield return new Source(SeriesNames.Loss, null, "1", loss.Times, loss.Values);
    }

    private static Source MemoryUsed(RunEvidence evidence)
    {
        if (evidence.Cgroup is { } group && Last(group.Values(CgroupMetrics.MemoryLimit)) is var limit && double.IsFinite(limit))
        {
            return new Source(SeriesNames.MemoryUsed, null, "By", group.Times, group.Values(CgroupMetrics.MemoryWorkingSet)) { IsMemory = true, Limit = limit };
        }

        return evidence.System is { } system
            ? new Source(SeriesNames.MemoryUsed, null, "By", system.Times, system.Values(SystemMetrics.MemoryUsed)) { IsMemory = true, Limit = Last(system.Values(SystemMetrics.MemoryTotal)) }
            : new Source(SeriesNames.MemoryUsed, null, "By", [], []);
    }

    /// <summary>Memory of a process, bytes: proportional where read, else resident.</summary>
    internal static double[] MemoryOf(SubjectSeries process)
    {
        double[] proportional = process.Values(ProcessMetrics.Proportional);
        return Array.Exists(proportional, double.IsFinite) ? proportional : process.Values(ProcessMetrics.Resident);
    }

    private static SeriesTrend Describe(Source source, double memoryFullFrom)
    {
        BinnedSeries reduced = BinnedSeries.Reduce(source.Times, source.Values);
        Trend trend = TrendTest.Of(reduced);
        IReadOnlyList<Outlier> outliers = Outliers.Of(source.Times, source.Values);
        return new SeriesTrend
        {
            Name = source.Name,
            Subject = source.Subject,
            Unit = source.Unit,
            Count = (int)reduced.Values,
            Median = Quantiles.Median(source.Values),
            Latest = Last(source.Values),
            Trend = trend,
            AdjustedPValue = trend.PValue,
            Leak = source.IsMemory ? LeakTest.Of(Before(source, memoryFullFrom) ?? reduced) : null,
            Forecast = double.IsFinite(source.Limit) ? Forecasts.Limit(reduced, source.Limit, source.IsUpwards) : null,
            Changes = ChangePoints.Of(source.Times, source.Values, reduced),
            Outliers = [.. outliers.OrderByDescending(outlier => outlier.Strength).Take(OutliersKept).OrderBy(outlier => outlier.Index)],
            OutlierCount = outliers.Count,
        };
    }

    /// <summary>What came before an instant; null when that is all. Memory that stands at its limit has not settled.</summary>
    private static BinnedSeries? Before(Source source, double unixSeconds)
    {
        int rows = Array.FindIndex(source.Times, time => time >= unixSeconds);
        return rows <= 0 ? null : BinnedSeries.Reduce(source.Times.AsSpan(0, rows), source.Values.AsSpan(0, rows));
    }

    /// <summary>As many questions as series: those that are no longer sure are called stable.</summary>
    private static SeriesTrend[] Correct(SeriesTrend[] series)
    {
        double[] adjusted = MultipleTesting.BenjaminiHochberg(Array.ConvertAll(series, one => one.Trend.PValue));
        return [.. series.Select((one, i) => one with
        {
            AdjustedPValue = adjusted[i],
            Trend = one.Trend.IsMoving && adjusted[i] > Significance.PerSeries ? one.Trend with { Direction = TrendDirection.Stable } : one.Trend,
        })];
    }

    /// <summary>Only steps of the latest stretch that counts upwards tell the rate: a resumed training counts anew.</summary>
    private static EndForecast? EndOf(IReadOnlyList<StepReading> steps)
    {
        int from = steps.Count;
        while (from > 0 && (from == steps.Count || steps[from - 1].Step <= steps[from].Step))
        {
            from--;
        }

        long? total = null;
        for (int i = steps.Count - 1; i >= from && total is null; i--)
        {
            total = steps[i].TotalSteps;
        }

        return total is { } last
            ? Forecasts.End([.. steps.Skip(from).Select(step => step.UnixSeconds)], [.. steps.Skip(from).Select(step => step.Step)], last)
            : null;
    }

    private static double Last(double[] values) => Array.FindLastIndex(values, double.IsFinite) is >= 0 and var at ? values[at] : double.NaN;

    private sealed record Source(string Name, string? Subject, string Unit, double[] Times, double[] Values)
    {
        public bool IsMemory { get; init; }

        public double Limit { get; init; } = double.NaN;

        public bool IsUpwards { get; init; } = true;
    }
}
