using Vigil.Analysis.Statistics;

namespace Vigil.Analysis.Comparison;

/// <summary>
/// What the earlier runs of a name say: whether this one is worse, and what the next one will need. The next figure of a row is expected
/// within median ± t · s · √(1 + π / (2 n)), s the robust spread, t Student's with n − 1 degrees (π / 2n being the variance of a median).
/// </summary>
public static class RunHistory
{
    /// <summary>Fewer earlier runs than this say nothing.</summary>
    public const int LeastRuns = 5;

    private const double LeastChange = 0.05;

    /// <summary>Runs of one thing never agree better than this share.</summary>
    private const double LeastSpread = 0.01;
    private const double Tail = 0.025;

    private static readonly (string Name, string Unit, Func<RunFigures, double?> Of)[] s_figures =
    [
        (QuantityNames.StepSeconds, "s", figures => figures.StepSeconds),
        (QuantityNames.MemoryPeak, "By", figures => figures.MemoryPeakBytes),
        (QuantityNames.ProgramMemoryPeak, "By", figures => figures.ProgramMemoryPeakBytes),
        (QuantityNames.GpuMemoryPeak, "By", figures => figures.GpuMemoryPeakBytes),
        (QuantityNames.Duration, "s", figures => figures.Succeeded ? figures.DurationSeconds : null),
        (QuantityNames.FinalLoss, "1", figures => figures.Succeeded ? figures.FinalLoss : null),
    ];

    /// <summary>What is worse in a run than in the earlier ones: more of anything, by 5 % or more, and not by chance.</summary>
    /// <param name="earlier">Earlier runs of the name, in any order.</param>
    /// <param name="run">The run.</param>
    public static IReadOnlyList<Regression> Regressions(IEnumerable<RunFigures> earlier, RunFigures run)
    {
        RunFigures[] before = [.. earlier.OrderBy(figures => figures.StartedAt)];
        var found = new List<Regression>();
        foreach ((string name, string unit, Func<RunFigures, double?> of) in s_figures)
        {
            RunFigures[] known = [.. before.Where(figures => of(figures) is not null)];
            if (of(run) is { } value && known.Length >= LeastRuns)
            {
                double[] values = [.. known.Select(figures => of(figures)!.Value)];
                string? since = Since([.. known, run], [.. values, value]);

                // After a lasting change the runs before it are what it is worse than.
                double[] baseline = since is null ? values : values[..Math.Max(LeastRuns, Array.FindIndex(known, figures => figures.RunId == since) is >= 0 and var at ? at : values.Length)];
                (double median, double spread, double degrees) = Spread(baseline);
                found.Add(new Regression
                {
                    Name = name,
                    Unit = unit,
                    Baseline = median,
                    Value = value,
                    PValue = Distributions.StudentTail((value - median) / spread, degrees),
                    Runs = values.Length,
                    SinceRunId = since,
                });
            }
        }

        double[] adjusted = MultipleTesting.BenjaminiHochberg([.. found.Select(one => one.PValue)]);
        return [.. found.Select((one, i) => one with { PValue = adjusted[i] })
            .Where(one => one.PValue <= Significance.SingleQuestion && one.Value - one.Baseline >= LeastChange * Math.Abs(one.Baseline))];
    }

    /// <summary>What the next run of a name will need.</summary>
    /// <param name="runs">Runs of the name, in any order.</param>
    /// <param name="headroom">Share kept free above the upper bound, 0.2 for a fifth.</param>
    public static CapacityPlan Capacity(IEnumerable<RunFigures> runs, double headroom = 0.2)
    {
        RunFigures[] ordered = [.. runs.OrderBy(figures => figures.StartedAt)];
        return new CapacityPlan
        {
            Runs = ordered.Length,
            Headroom = headroom,
            Memory = Need(ordered, figures => figures.MemoryPeakBytes),
            GpuMemory = Need(ordered, figures => figures.GpuMemoryPeakBytes),
            Disk = Need(ordered, figures => figures.WrittenBytes),
            Duration = Need(ordered, figures => figures.Succeeded ? figures.DurationSeconds : null),
        };
    }

    private static CapacityNeed? Need(RunFigures[] runs, Func<RunFigures, double?> of)
    {
        double[] values = [.. runs.Select(of).OfType<double>()];
        if (values.Length < LeastRuns)
        {
            return null;
        }

        double[] numbers = [.. Enumerable.Range(0, values.Length).Select(i => (double)i)];
        Trend trend = TrendTest.Of(numbers, values, Significance.SingleQuestion, 0.05);
        double expected = trend.IsMoving ? trend.LevelAtEnd + trend.SlopePerSecond : Quantiles.Median(values);
        double[] around = trend.IsMoving ? [.. values.Select((value, i) => value + (trend.SlopePerSecond * (values.Length - i)))] : values;
        (double _, double spread, double degrees) = Spread(around);
        double reach = spread * Distributions.StudentQuantile(Tail, degrees);
        return new CapacityNeed
        {
            Expected = expected,
            Low = Math.Max(0, expected - reach),
            High = Math.Max(expected + reach, values.Max()),
            Greatest = values.Max(),
            GrowthPerRun = trend.IsMoving ? trend.SlopePerSecond : 0,
            Runs = values.Length,
        };
    }

    private static (double Median, double Spread, double Degrees) Spread(double[] values)
    {
        (double median, double scale) = RobustScale.Of(values);
        double spread = Math.Max(scale, LeastSpread * Math.Abs(median)) * Math.Sqrt(1 + (Math.PI / (2 * values.Length)));
        return (median, Math.Max(spread, double.Epsilon), values.Length - 1);
    }

    private static string? Since(RunFigures[] runs, double[] values) =>
        ChangePoints.Of([.. runs.Select(run => run.StartedAt)], values, Significance.SingleQuestion, LeastChange) is [.., var last] && last.Change > 0 ? runs[last.Index].RunId : null;
}
