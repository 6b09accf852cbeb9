using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>Memory follows the batch size: what a sample costs, measured where the batch size changed during the run.</summary>
internal sealed class BatchMemoryRule : IRule
{
    private const int MinReadings = 10;

    private static readonly Threshold s_percent = new("batch_memory.percent", 5, 0.1, 100, "Change of memory, per cent of what there is, between the batch sizes");
    private static readonly Threshold s_fit = new("batch_memory.correlation", 0.8, 0, 1, "Rank correlation of memory with batch size that must be reached");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG055",
        Name = "batch_memory",
        Title = "Memory follows the batch size",
        Category = RuleCategory.Memory,
        Severity = Severity.Info,
        Thresholds = [s_percent, s_fit],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        StepColumn batch = evidence.StepSeries.BatchSize;
        double[] sizes = [.. batch.Values.Distinct().Take(65)];
        if (sizes.Length < 2 || sizes.Length > 64)
        {
            return RuleVerdict.NotApplicable("The batch size did not change.");
        }

        (SubjectSeries Series, Metric Metric, double[] Used, double Total)? place = Place(evidence);
        if (place is not var (series, metric, used, total))
        {
            return RuleVerdict.NotApplicable("Memory was not recorded.");
        }

        // The latest sample at or before each step that told its batch size.
        int stride = Math.Max(1, batch.Count / 2048);
        List<(double Size, double Bytes)> pairs = [];
        int row = 0;
        for (int i = 0; i < batch.Count; i += stride)
        {
            while (row + 1 < series.Count && series.Times[row + 1] <= batch.Times[i])
            {
                row++;
            }

            if (row < used.Length && !double.IsNaN(used[row]))
            {
                pairs.Add((batch.Values[i], used[row]));
            }
        }

        var levels = pairs.GroupBy(pair => pair.Size).Where(group => group.Count() >= MinReadings)
            .Select(group => (Size: group.Key, Bytes: Quantiles.Median([.. group.Select(pair => pair.Bytes)]))).OrderBy(level => level.Size).ToArray();
        if (levels.Length < 2)
        {
            return RuleVerdict.InsufficientData($"Memory was seen at fewer than two batch sizes for {MinReadings} readings each.");
        }

        (double small, double less) = levels[0];
        (double large, double more) = levels[^1];
        double each = (more - less) / (large - small);
        CorrelationResult fit = Correlation.Spearman([.. pairs.Select(pair => pair.Size)], [.. pairs.Select(pair => pair.Bytes)]);
        if (Math.Abs(more - less) < options[s_percent] / 100 * total || fit.Coefficient < options[s_fit])
        {
            return RuleVerdict.Quiet;
        }

        double fixedPart = less - (each * small);
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Info,
            Title = $"Each sample of a batch costs {Phrase.Bytes(each)}",
            Explanation = $"Memory went from {Phrase.Bytes(less)} at batch size {small} to {Phrase.Bytes(more)} at {large}: {Phrase.Bytes(each)} a sample and {Phrase.Bytes(Math.Max(0, fixedPart))} whatever the size. By that, {Math.Max(0, Math.Floor((0.9 * total - fixedPart) / each))} samples fill 90 % of {Phrase.Bytes(total)}.",
            Confidence = Sureness.Of(pairs.Count, 200, fit.Coefficient / options[s_fit]),
            Evidence =
            [
                SampleEvidence.Of(series, 0, series.Count - 1, metric, string.Join("; ", levels.Take(6).Select(level => $"batch {level.Size}: {Phrase.Bytes(level.Bytes)}")) + $"; rank correlation {fit.Coefficient:0.00}.", fit.Coefficient, options[s_fit], Units.One, pairs.Count),
            ],
        });
    }

    private static (SubjectSeries, Metric, double[], double)? Place(RunEvidence evidence)
    {
        foreach (SubjectSeries gpu in evidence.Of(SubjectKind.Gpu))
        {
            double[] used = gpu.Values(GpuMetrics.MemoryUsed);
            double total = MemoryUse.Last(gpu.Values(GpuMetrics.MemoryTotal));
            if (total > 0 && !double.IsNaN(MemoryUse.Last(used)))
            {
                return (gpu, GpuMetrics.MemoryUsed, used, total);
            }
        }

        return MemoryUse.Of(evidence) is { } use ? (use.Series, use.Metric, use.Used, use.Total) : null;
    }
}
