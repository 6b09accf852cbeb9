using Vigil.Analysis.Evidence;
using Vigil.Analysis.Statistics;
using Vigil.Analysis.Steps;
using Vigil.Analysis.Trends;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Comparison;

/// <summary>Compares two runs, quantity by quantity, each with its significance.</summary>
public static class RunComparer
{
    /// <summary>Losses of the first tenth of the common steps say more of the start than of the training.</summary>
    private const int WarmUpShare = 10;

    /// <summary>Compares them.</summary>
    /// <param name="first">The run compared with: the earlier one, as a rule.</param>
    /// <param name="second">The run compared.</param>
    public static RunComparison Compare(ComparedRun first, ComparedRun second)
    {
        (RunEvidence a, RunEvidence b) = (first.Evidence, second.Evidence);
        var quantities = new List<QuantityDifference?>
        {
            Sampled(QuantityNames.StepSeconds, "s", TwoSamples.Compare(StepTimes.Of(a).SteadySeconds, StepTimes.Of(b).SteadySeconds)),
            Sampled(QuantityNames.Throughput, "1/s", TwoSamples.Compare(SamplesPerSecond(a), SamplesPerSecond(b))),
            Loss(a, b),
            Single(QuantityNames.MemoryPeak, "By", Peak(a), Peak(b)),
            Sampled(QuantityNames.ProgramMemory, "By", TwoSamples.Compare(ProgramMemory(a), ProgramMemory(b))),
            Single(QuantityNames.ProgramMemoryPeak, "By", Greatest(ProgramMemory(a)), Greatest(ProgramMemory(b))),
            Single(QuantityNames.GpuMemoryPeak, "By", Greatest(GpuMemory(a)), Greatest(GpuMemory(b))),
            Single(QuantityNames.DiskUsed, "By", DiskUsed(a), DiskUsed(b)),
            Single(QuantityNames.Duration, "s", a.DurationSeconds, b.DurationSeconds),
        };
        return new RunComparison
        {
            First = first,
            Second = second,
            Settings = SettingComparer.Compare(a.Run, a.Settings, b.Run, b.Settings),
            Quantities = Correct([.. quantities.OfType<QuantityDifference>()]),
        };
    }

    /// <summary>As many questions as quantities.</summary>
    private static QuantityDifference[] Correct(QuantityDifference[] quantities)
    {
        double[] adjusted = MultipleTesting.BenjaminiHochberg(Array.ConvertAll(quantities, quantity => quantity.PValue ?? double.NaN));
        return [.. quantities.Select((quantity, i) => double.IsNaN(adjusted[i])
            ? quantity
            : quantity with { PValue = adjusted[i], IsSignificant = adjusted[i] <= Significance.SingleQuestion && (quantity.Low > 0 || quantity.High < 0) })];
    }

    private static QuantityDifference? Sampled(string name, string unit, SampleComparison comparison) =>
        comparison.FirstCount == 0 && comparison.SecondCount == 0 ? null : new QuantityDifference
        {
            Name = name,
            Unit = unit,
            First = Known(comparison.First),
            Second = Known(comparison.Second),
            Low = Known(comparison.Low),
            High = Known(comparison.High),
            PValue = Known(comparison.PValue),
            Count = Math.Min(comparison.FirstCount, comparison.SecondCount),
        };

    private static QuantityDifference? Single(string name, string unit, double first, double second) =>
        double.IsNaN(first) && double.IsNaN(second) ? null : new QuantityDifference { Name = name, Unit = unit, First = Known(first), Second = Known(second), Count = 1 };

    private static double? Known(double value) => double.IsFinite(value) ? value : null;

    private static double[] SamplesPerSecond(RunEvidence evidence)
    {
        double[] said = [.. evidence.Steps.Select(step => step.SamplesPerSecond).OfType<double>()];
        return said.Length > 0 ? said : [.. evidence.Steps.Where(step => step.StepSeconds > 0 && step.BatchSize > 0).Select(step => step.BatchSize!.Value / step.StepSeconds!.Value)];
    }

    private static QuantityDifference? Loss(RunEvidence first, RunEvidence second)
    {
        var losses = new Dictionary<long, double>();
        StepColumn one = first.StepSeries.Loss.Finite();
        for (int i = 0; i < one.Count; i++)
        {
            losses[one.Steps[i]] = one.Values[i];
        }

        var pairs = new SortedDictionary<long, (double First, double Second)>();
        StepColumn other = second.StepSeries.Loss.Finite();
        for (int i = 0; i < other.Count; i++)
        {
            if (losses.TryGetValue(other.Steps[i], out double loss))
            {
                pairs[other.Steps[i]] = (loss, other.Values[i]);
            }
        }

        (double First, double Second)[] kept = [.. pairs.Values.Skip(pairs.Count / WarmUpShare)];
        double[] before = Array.ConvertAll(kept, pair => pair.First);
        double[] after = Array.ConvertAll(kept, pair => pair.Second);
        if (!Array.TrueForAll(kept, pair => pair.First > 0 && pair.Second > 0))
        {
            return Sampled(QuantityNames.Loss, "1", TwoSamples.ComparePairs(before, after));
        }

        // Losses fall as training goes on, and their difference with them; their ratio does not.
        SampleComparison ratio = TwoSamples.ComparePairs(Array.ConvertAll(before, Math.Log), Array.ConvertAll(after, Math.Log));
        double level = Quantiles.Median(before);
        return Sampled(QuantityNames.Loss, "1", ratio with
        {
            First = level,
            Second = level * Math.Exp(ratio.Difference),
            Low = level * (Math.Exp(ratio.Low) - 1),
            High = level * (Math.Exp(ratio.High) - 1),
        });
    }

    private static double[] ProgramMemory(RunEvidence evidence) => Timeline.Of(evidence).Sum(evidence.Of(SubjectKind.Process), TrendReporter.MemoryOf);

    private static double[] GpuMemory(RunEvidence evidence) => Timeline.Of(evidence).Sum(evidence.Of(SubjectKind.Gpu), static gpu => gpu.Values(GpuMetrics.MemoryUsed));

    private static double Peak(RunEvidence evidence) => evidence.Cgroup is { } group && Array.Exists(group.Values(CgroupMetrics.MemoryLimit), double.IsFinite)
        ? Greatest(group.Values(CgroupMetrics.MemoryWorkingSet))
        : Greatest(evidence.System?.Values(SystemMetrics.MemoryUsed) ?? []);

    private static double DiskUsed(RunEvidence evidence)
    {
        SubjectSeries? space = evidence.Of(SubjectKind.FileSystem).FirstOrDefault(space => space.Subject.Key == "output")
            ?? evidence.Of(SubjectKind.FileSystem).FirstOrDefault(space => space.Subject.Key == "work");
        double[] free = space is null ? [] : Array.FindAll(space.Values(FileSystemMetrics.Available), double.IsFinite);
        return free.Length < 2 ? double.NaN : free[0] - free[^1];
    }

    private static double Greatest(double[] values)
    {
        double greatest = double.NaN;
        foreach (double value in values)
        {
            greatest = double.IsFinite(value) && !(value <= greatest) ? value : greatest;
        }

        return greatest;
    }
}
