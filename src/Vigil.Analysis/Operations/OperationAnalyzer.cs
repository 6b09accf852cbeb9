using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Core.Operations;

namespace Vigil.Analysis.Operations;

/// <summary>Judges the operations of a window: statistics, bottlenecks, changes, capacity, score, and what to do.</summary>
public static class OperationAnalyzer
{
    private const int MostSteps = 200;
    private const int MostKeysLookedInto = 12;
    private const int LeastOperations = 20;
    private const double LeastCorrelation = 0.7;
    private static readonly int[] s_stepSeconds = [60, 120, 300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 86_400];

    /// <summary>The shortest step, a whole number of minutes, hours or days, that cuts a window into no more than so many.</summary>
    public static TimeSpan StepFor(double windowSeconds, int most = MostSteps)
    {
        double least = windowSeconds / most;
        int found = Array.Find(s_stepSeconds, seconds => seconds >= least);
        return TimeSpan.FromSeconds(found > 0 ? found : 86_400 * Math.Ceiling(least / 86_400));
    }

    /// <summary>Judges a window.</summary>
    /// <param name="reader">Where operations are kept.</param>
    /// <param name="query">Which; the window must have both ends.</param>
    /// <param name="readings">What the machine did meanwhile, in order of time; empty where it was not watched.</param>
    /// <param name="thresholds">From where on something is a bottleneck.</param>
    public static OperationReport Analyze(IOperationReader reader, OperationQuery query, IReadOnlyList<ResourceReading> readings, OperationThresholds thresholds)
    {
        double seconds = query.ToUnixSeconds - query.FromUnixSeconds;
        TimeSpan step = StepFor(seconds);
        IReadOnlyList<OperationGroup> groups = reader.ReadGroups(query);
        var total = new OperationTally();
        foreach (OperationGroup group in groups)
        {
            total.Merge(group.Tally);
        }

        IReadOnlyList<OperationStep> timeline = groups.Count == 0 ? [] : reader.ReadTimeline(query, step);
        step = timeline.Count > 0 ? timeline[0].Length : step;
        List<OperationChange> changes = FindChanges(reader, query, groups, step);
        IReadOnlyList<OperationBottleneck> bottlenecks = OperationBottlenecks.Find(groups, total, changes, readings, thresholds);
        (double? score, IReadOnlyList<Scoring.ScoreItem> breakdown) = OperationScore.Of(total, bottlenecks, readings, thresholds);
        return new OperationReport
        {
            FromUnixSeconds = query.FromUnixSeconds,
            ToUnixSeconds = query.ToUnixSeconds,
            Total = total,
            Groups = groups,
            Bottlenecks = bottlenecks,
            Recommendations = OperationAdvice.Of(groups, bottlenecks, thresholds),
            Score = score,
            ScoreBreakdown = breakdown,
            Changes = changes,
            Capacity = CapacityOf(total, timeline, seconds, step, readings, thresholds),
        };
    }

    private static List<OperationChange> FindChanges(IOperationReader reader, OperationQuery query, IReadOnlyList<OperationGroup> groups, TimeSpan step)
    {
        var changes = new List<OperationChange>();
        foreach (OperationGroup group in groups.Where(group => group.Tally.Count >= LeastOperations).OrderByDescending(group => group.Tally.TotalNanoseconds).Take(MostKeysLookedInto))
        {
            IReadOnlyList<OperationStep> steps = reader.ReadTimeline(query with { Type = group.Key.Type, Name = group.Key.Name }, step);
            changes.AddRange(ChangePoints
                .Of([.. steps.Select(one => (double)one.UnixSeconds)], [.. steps.Select(one => one.Tally.Quantile(0.5) / 1e9)], leastRelativeChange: 0.1)
                .Select(change => new OperationChange(group.Key, change)));
        }

        changes.Sort((a, b) => b.Change.RelativeChange.CompareTo(a.Change.RelativeChange));
        return changes;
    }

    private static OperationCapacity CapacityOf(OperationTally total, IReadOnlyList<OperationStep> timeline, double seconds, TimeSpan step, IReadOnlyList<ResourceReading> readings, OperationThresholds thresholds)
    {
        double[] times = [.. timeline.Select(one => (double)one.UnixSeconds)];
        double[] rates = [.. timeline.Select(one => one.Tally.Count / step.TotalSeconds)];
        double[] p95 = [.. timeline.Select(one => one.Tally.Quantile(0.95) / 1e9)];
        double[] at = [.. readings.Select(reading => reading.UnixSeconds)];
        double[] cpu = Column(readings, reading => reading.CpuPercent);
        double[] memory = Column(readings, reading => reading.MemoryPercent);

        // What operations there were is known for whole steps alone: the first and the last may be half empty.
        double covered = timeline.Count == 0 ? double.NaN : Math.Clamp(timeline[^1].UnixSeconds + step.TotalSeconds - timeline[0].UnixSeconds, 1, seconds);
        return new OperationCapacity
        {
            RatePerSecond = total.Count / covered,
            PeakRatePerSecond = rates.DefaultIfEmpty(double.NaN).Max(),
            MeanInFlight = total.TotalNanoseconds / 1e9 / covered,
            Rate = TrendTest.Of(times, rates),
            P95 = TrendTest.Of(times, p95),
            Resources = new Dictionary<string, Trend>
            {
                ["cpu"] = TrendTest.Of(at, cpu),
                ["memory"] = TrendTest.Of(at, memory),
                ["gpu"] = TrendTest.Of(at, Column(readings, reading => reading.GpuPercent)),
            },
            Exhaustion = new Dictionary<string, LimitForecast>
            {
                ["cpu"] = Forecasts.Limit(at, cpu, thresholds.HighCpuPercent, upwards: true),
                ["memory"] = Forecasts.Limit(at, memory, thresholds.HighMemoryPercent, upwards: true),
            },
            SustainableRatePerSecond = Sustainable(times, rates, step.TotalSeconds, at, cpu, thresholds.HighCpuPercent),
        };
    }

    /// <summary>Fits use = a + b · rate over the steps; without a clear relation there is no answer.</summary>
    private static double? Sustainable(double[] times, double[] rates, double step, double[] at, double[] cpu, double limit)
    {
        List<double> x = [], y = [];
        int next = 0;
        for (int i = 0; i < times.Length; i++)
        {
            double sum = 0;
            int count = 0;
            for (; next < at.Length && at[next] < times[i] + step; next++)
            {
                if (at[next] >= times[i] && double.IsFinite(cpu[next]))
                {
                    sum += cpu[next];
                    count++;
                }
            }

            if (count > 0)
            {
                x.Add(rates[i]);
                y.Add(sum / count);
            }
        }

        if (x.Count < TrendTest.LeastValues)
        {
            return null;
        }

        double meanX = x.Average();
        double meanY = y.Average();
        double xx = x.Sum(value => (value - meanX) * (value - meanX));
        double yy = y.Sum(value => (value - meanY) * (value - meanY));
        double xy = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
        return xy > 0 && xy / Math.Sqrt(xx * yy) >= LeastCorrelation && meanY < limit ? meanX + ((limit - meanY) * xx / xy) : null;
    }

    private static double[] Column(IReadOnlyList<ResourceReading> readings, Func<ResourceReading, double?> value) => [.. readings.Select(reading => value(reading) ?? double.NaN)];
}
