using Vigil.Analysis.Evidence;
using Vigil.Analysis.Statistics;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Trends;

/// <summary>
/// Memory at each batch size of a run whose batch size changed: readings between steps of one size, the first after each change
/// left out since memory follows late. Smallest and largest size are compared as two samples.
/// </summary>
internal static class BatchMemoryFit
{
    private const int LeastReadings = 3;

    public static BatchMemory? Of(RunEvidence evidence)
    {
        StepColumn sizes = evidence.StepSeries.BatchSize.Finite();
        if (sizes.Changes().Count < 2)
        {
            return null;
        }

        Timeline timeline = Timeline.Of(evidence);
        IReadOnlyList<SubjectSeries> gpus = evidence.Of(SubjectKind.Gpu);
        double[] memory = timeline.Sum(gpus, static gpu => gpu.Values(GpuMetrics.MemoryUsed));
        bool isGpu = Array.Exists(memory, double.IsFinite);
        if (!isGpu)
        {
            memory = timeline.Sum(evidence.Of(SubjectKind.Process), TrendReporter.MemoryOf);
        }

        SortedDictionary<int, List<double>> bySize = Sort(timeline.Times, memory, sizes);
        foreach (int size in bySize.Keys.Where(size => bySize[size].Count < LeastReadings).ToArray())
        {
            bySize.Remove(size);
        }

        if (bySize.Count < 2)
        {
            return null;
        }

        BatchMemoryLevel[] levels = [.. bySize.Select(pair => new BatchMemoryLevel(pair.Key, Quantiles.Median([.. pair.Value]), pair.Value.Count))];
        double samples = levels[^1].BatchSize - levels[0].BatchSize;
        SampleComparison comparison = TwoSamples.Compare([.. bySize[levels[0].BatchSize]], [.. bySize[levels[^1].BatchSize]]);
        return new BatchMemory
        {
            Series = isGpu ? SeriesNames.GpuMemory : SeriesNames.ProgramMemory,
            Levels = levels,
            BytesPerSample = comparison.Difference / samples,
            Low = comparison.Low / samples,
            High = comparison.High / samples,
            PValue = comparison.PValue,
        };
    }

    private static SortedDictionary<int, List<double>> Sort(double[] times, double[] memory, StepColumn sizes)
    {
        var bySize = new SortedDictionary<int, List<double>>();
        int step = -1;
        for (int row = 0; row < times.Length; row++)
        {
            int before = step;
            while (step + 1 < sizes.Count && sizes.Times[step + 1] <= times[row])
            {
                step++;
            }

            bool isFresh = before != step && (before < 0 || sizes.Values[before] != sizes.Values[step]);
            if (step >= 0 && !isFresh && double.IsFinite(memory[row]))
            {
                int size = (int)sizes.Values[step];
                if (!bySize.TryGetValue(size, out List<double>? values))
                {
                    bySize[size] = values = [];
                }

                values.Add(memory[row]);
            }
        }

        return bySize;
    }
}
