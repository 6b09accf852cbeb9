using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>Accelerators stand still between times of work, for longer than half a second at a time. Checkpoints and samplings are left out.</summary>
internal sealed class GpuGapsRule : IRule
{
    private static readonly Threshold s_gap = new("gpu_gaps.milliseconds", 500, 0, 1_000_000, "Time without work from which it is a gap, milliseconds; no finer than the sampling interval.");
    private static readonly Threshold s_share = new("gpu_gaps.time_percent", 10, 0, 100, "Share of the training that gaps take, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG022",
        Name = "gpu_gaps",
        Title = "GPU stands still again and again",
        Category = RuleCategory.Gpu,
        Severity = Severity.Warning,
        Thresholds = [s_gap, s_share],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        if (PerGpu.LackingUtilization(evidence, span) is { } lacking)
        {
            return lacking;
        }

        double[] percent = GpuLoad.Of(evidence).Percent;
        (int count, double seconds, double longest, double longestAt) = Gaps(span, percent, options[s_gap] / 1000, TrainingPauses.Of(evidence).All);
        double share = 100 * seconds / span.Seconds;
        double threshold = options[s_share];
        if (count < 2 || !(share > threshold))
        {
            return RuleVerdict.Quiet;
        }

        EvidenceItem item = WindowEvidence.Samples(
            span, percent, GpuMetrics.Utilization, $"{count} gaps without work took {share:0} % of the training; the longest, {Phrase.Duration(longest)}, came {Phrase.Since(evidence.From, longestAt)}.", share, threshold, "%");
        return Description.Fired(
            Severity.Warning,
            $"GPU stands still for {share:0} % of the time",
            $"{item.Text} The work between them is no obstacle: whatever happens in the gaps (loading, evaluating, logging, synchronising) is.",
            Sureness.Beyond(count, share, threshold),
            [item],
            new Remedy
            {
                Title = "Fill the gaps",
                Action = "Load the next batch while the present one is computed (workers, prefetching, pinned memory), and evaluate or log less often",
                Impact = $"Steps up to {share:0} % shorter",
                Effect = Effects.UpTo(share, "bounded by the measured length of the gaps"),
            });
    }

    private static (int Count, double Seconds, double Longest, double LongestAt) Gaps(TimelineSpan span, double[] percent, double least, IReadOnlyList<TrainingPause> pauses)
    {
        int count = 0;
        double seconds = 0;
        double longest = 0;
        double longestAt = 0;
        double gap = 0;
        int pause = 0;
        bool hasWorked = false;
        for (int i = span.First; i < span.End; i++)
        {
            double time = span.Timeline.Times[i];
            while (pause < pauses.Count && pauses[pause].To < time)
            {
                pause++;
            }

            bool isPause = pause < pauses.Count && pauses[pause].From < time;
            if (percent[i] < GpuLoad.ActivePercent && hasWorked && !isPause)
            {
                gap += span.Timeline.Seconds[i];
            }
            else if (percent[i] >= GpuLoad.ActivePercent)
            {
                hasWorked = true;
                if (gap >= least && gap > 0)
                {
                    count++;
                    seconds += gap;
                    (longest, longestAt) = gap > longest ? (gap, time - gap) : (longest, longestAt);
                }

                gap = 0;
            }
        }

        return (count, seconds, longest, longestAt);
    }
}
