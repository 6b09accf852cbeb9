using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>Judges each accelerator by itself.</summary>
internal static class PerGpu
{
    /// <summary>One verdict of the findings on each accelerator; not applicable where none gives the reading.</summary>
    /// <param name="evidence">The run.</param>
    /// <param name="needed">The reading that the judgement rests on.</param>
    /// <param name="what">That reading in words.</param>
    /// <param name="judge">Judges one accelerator over the training; null when nothing is wrong.</param>
    public static RuleVerdict Judge(RunEvidence evidence, Metric needed, string what, Func<SubjectSeries, TimelineSpan, Finding?> judge)
    {
        SubjectSeries[] gpus = [.. GpuLoad.Of(evidence).Used.Where(gpu => Array.Exists(gpu.Values(needed), static value => !double.IsNaN(value)))];
        if (gpus.Length == 0)
        {
            return RuleVerdict.NotApplicable($"No accelerator tells its {what}.");
        }

        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        var findings = new List<Finding>();
        RuleVerdict? lacking = null;
        foreach (SubjectSeries gpu in gpus)
        {
            if (DataNeeds.Lacking(span, span.Timeline.Values(gpu, needed), what) is { } why)
            {
                lacking = why;
            }
            else if (judge(gpu, span) is { } finding)
            {
                findings.Add(finding);
            }
        }

        return findings.Count > 0 ? RuleVerdict.Fired(findings) : lacking ?? RuleVerdict.Quiet;
    }

    /// <summary>Why the utilisation of a run's accelerators cannot be judged; null when it can.</summary>
    public static RuleVerdict? LackingUtilization(RunEvidence evidence, TimelineSpan span)
    {
        var gpu = GpuLoad.Of(evidence);
        return !gpu.IsKnown || gpu.IsIdle
            ? RuleVerdict.NotApplicable("No accelerator is at work in this run.")
            : DataNeeds.Lacking(span, gpu.Percent, "GPU utilisation");
    }

    /// <summary>Readings of an accelerator on the axis of a span.</summary>
    public static double[] On(this TimelineSpan span, SubjectSeries gpu, Metric metric) => span.Timeline.Values(gpu, metric);

    /// <summary>Share of the time, percent, in which one of some reasons held clocks down.</summary>
    public static double ReasonPercent(this TimelineSpan span, SubjectSeries gpu, long reasons) =>
        100 * span.Share(span.On(gpu, GpuMetrics.ThrottleReasons), value => value > 0 && ((long)value & reasons) != 0);

    /// <summary>Mean share of the clock, percent of the highest in the span, that is missing while something holds; 0 when nothing is known.</summary>
    public static double ClockLossPercent(this TimelineSpan span, SubjectSeries gpu, Metric other, Predicate<double> holds)
    {
        double[] clocks = span.On(gpu, GpuMetrics.SmClock);
        double[] conditions = span.On(gpu, other);
        double highest = span.Maximum(clocks);
        double[] loss = span.Timeline.NotKnown();
        for (int i = span.First; i < span.End; i++)
        {
            if (holds(conditions[i]))
            {
                loss[i] = 100 * (1 - (clocks[i] / highest));
            }
        }

        return span.Mean(loss) is var mean && !double.IsNaN(mean) ? mean : 0;
    }
}
