using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Rules;
using Vigil.Analysis.Statistics;
using Vigil.Core.Events;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Training;

namespace Vigil.Analysis.Scoring;

/// <summary>
/// How well a run performed, 0 to 100, with its breakdown: points off for failures, slow steps and bottlenecks, points
/// back for well-used devices. The operations of a run are its steps; one without steps is a single operation.
/// docs/score.md says how each part is counted.
/// </summary>
public sealed record PerformanceScore
{
    private const double WantedSuccess = 0.95;
    private const double SlowSeconds = 60;
    internal const double MostForFailures = 50;
    internal const double MostForSlowness = 20;
    internal const double PerBottleneck = 5;
    internal const double MostForUse = 5;
    internal const double WellUsedPercent = 80;
    private const double LeastDuration = 30;

    private PerformanceScore(double value, IReadOnlyList<ScoreItem> breakdown)
    {
        Value = value;
        Breakdown = breakdown;
    }

    /// <summary>The score, 0 (worst) to 100 (best).</summary>
    public double Value { get; }

    /// <summary>Every part that moved it from 100, in the order in which it was counted; empty when none did.</summary>
    public IReadOnlyList<ScoreItem> Breakdown { get; }

    /// <summary>The score of a run.</summary>
    /// <param name="evidence">The run, or a window of it.</param>
    /// <param name="verdicts">What the rules said of it.</param>
    public static PerformanceScore Of(RunEvidence evidence, IEnumerable<(RuleDescription Rule, RuleVerdict Verdict)> verdicts)
    {
        List<ScoreItem> items = [];
        AddSuccess(evidence, items);
        AddSlowness(evidence, items);
        foreach ((RuleDescription rule, RuleVerdict verdict) in verdicts)
        {
            if (IsBottleneck(rule) && verdict.Findings.FirstOrDefault(finding => finding.Severity >= Severity.Warning) is { } found)
            {
                items.Add(new ScoreItem("bottleneck", -PerBottleneck, $"{rule.Id}: {found.Title}."));
            }
        }

        AddUse(evidence, items);
        return new PerformanceScore(Math.Clamp(100 + items.Sum(item => item.Points), 0, 100), items);
    }

    /// <summary>Input, GPU, memory and storage hold a run up; the health of training and the end are no matter of speed.</summary>
    private static bool IsBottleneck(RuleDescription rule) =>
        rule.Category is RuleCategory.Input or RuleCategory.Gpu or RuleCategory.Memory or RuleCategory.Storage;

    private static void AddSuccess(RunEvidence evidence, List<ScoreItem> items)
    {
        StepCount steps = Count(evidence);
        bool failed = evidence.Run.Outcome is { Cause: not (EndCause.Success or EndCause.Interrupted or EndCause.Unknown) };
        long operations = Math.Max(1, steps.All) + (failed && steps.All > 0 ? 1 : 0);
        long failures = steps.Failed + (failed ? 1 : 0);
        double rate = 1 - (failures / (double)operations);
        if (rate < WantedSuccess)
        {
            items.Add(new ScoreItem("success_rate", -Math.Round(MostForFailures * (WantedSuccess - Math.Max(0, rate)) / WantedSuccess, 1), $"{failures} of {operations} operations failed: {Phrase.Percent(Math.Max(0, rate))} succeeded, {Phrase.Percent(WantedSuccess)} are wanted."));
        }
        else if (failed)
        {
            // Hundreds of good steps do not make up for a run that did not come to its end.
            items.Add(new ScoreItem("success_rate", -MostForFailures / 5, "The run itself failed."));
        }
    }

    private static StepCount Count(RunEvidence evidence)
    {
        long steps = evidence.Steps.Count;
        long notFinite = evidence.StepSeries.Loss.Values.Count(loss => !double.IsFinite(loss));
        double lastStep = steps == 0 ? double.NegativeInfinity : evidence.Steps[^1].UnixSeconds;
        long outOfMemory = evidence.EventsOf(EventTypes.CudaOom).Where(oom => oom.UnixSeconds < lastStep).Sum(oom => 1 + (oom.Integer("left_out") ?? 0));
        return new StepCount(steps + outOfMemory, notFinite + outOfMemory);
    }

    private static void AddSlowness(RunEvidence evidence, List<ScoreItem> items)
    {
        IReadOnlyList<StepReading> steps = evidence.Steps;
        int stride = Math.Max(1, steps.Count / 65_536);
        List<double> seconds = [];
        for (int i = 1; i < steps.Count; i += stride)
        {
            // A program that tells of every hundredth step did a hundred in between.
            long made = steps[i].Step - steps[i - 1].Step;
            double duration = steps[i].StepSeconds ?? ((steps[i].UnixSeconds - steps[i - 1].UnixSeconds) / Math.Max(1, made));
            if (duration >= 0 && made != 0)
            {
                seconds.Add(duration);
            }
        }

        double p95 = Quantiles.Of([.. seconds], 0.95);
        if (p95 > SlowSeconds)
        {
            items.Add(new ScoreItem("p95_duration", -Math.Round(Math.Min(MostForSlowness, MostForSlowness * (p95 - SlowSeconds) / (4 * SlowSeconds)), 1), $"95 % of the steps take up to {Phrase.Duration(p95)}; {Phrase.Duration(SlowSeconds)} are fine."));
        }
    }

    /// <summary>A bonus for accelerators that are busy and well filled, or for processors where there is none.</summary>
    private static void AddUse(RunEvidence evidence, List<ScoreItem> items)
    {
        if (evidence.DurationSeconds < LeastDuration)
        {
            return;
        }

        double[] busy = [.. evidence.Of(SubjectKind.Gpu).Select(gpu => Mean(gpu.Values(GpuMetrics.Utilization))).Where(double.IsFinite)];
        string what = "GPUs";
        double percent = busy.Length > 0 ? busy.Average() : double.NaN;
        if (busy.Length == 0 && evidence.System is { Count: > 1 } system)
        {
            what = "processors";
            double cores = system.Values(SystemMetrics.CpuCount)[^1];
            double idle = (system.Values(SystemMetrics.CpuIdle)[^1] - system.Values(SystemMetrics.CpuIdle)[0]) / (system.Times[^1] - system.Times[0]);
            percent = 100 * (1 - (idle / cores));
        }

        if (percent >= WellUsedPercent)
        {
            items.Add(new ScoreItem("resource_use", MostForUse, $"{what} were {percent:0} % busy."));
        }
    }

    private static double Mean(double[] values) => values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    private readonly record struct StepCount(long All, long Failed);
}
