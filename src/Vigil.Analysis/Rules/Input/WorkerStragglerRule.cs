using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Input;

/// <summary>
/// One worker is slower, or has more to do, than the others, and as batches are taken in turn all wait for it. It shows in
/// the steps (every W-th is slow) or in CPU time (one worker uses a multiple of its fair share). Steps alone do not tell:
/// workers that are equally slow begin and end their batches together, so that the first of each round is waited for, and
/// the rest are there at once. The CPU time of the workers has to be uneven as well.
/// </summary>
internal sealed class WorkerStragglerRule : IRule
{
    private const double LeastCores = 0.3;
    private const double EvenShare = 1.5;
    private static readonly Threshold s_ratio = new("worker_straggler.fair_shares", WorkerRhythm.SlowRatio, 1, 1000, "Times the others' step time, or its fair share of the workers' CPU time.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG009",
        Name = "worker_straggler",
        Title = "One worker holds the others up",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_ratio],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var rhythm = WorkerRhythm.Of(evidence);
        if (rhythm.Workers < 2)
        {
            return RuleVerdict.NotApplicable("The run has fewer than two workers.");
        }

        double threshold = options[s_ratio];
        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        var program = ProgramLoad.Of(evidence);
        if (DataNeeds.Lacking(span, program.WorkerCores, "workers' CPU use") is { } lacking)
        {
            return lacking;
        }

        (SubjectSeries Worker, double Cores)[] alive =
        [
            .. program.Workers.Select(worker => (worker, span.Mean(span.Timeline.Sum([worker], ProgramLoad.CpuOf))))
                .Where(pair => !double.IsNaN(pair.Item2) && span.Known(span.Timeline.Sum([pair.worker], ProgramLoad.CpuOf)) >= span.Count / 2),
        ];
        double all = alive.Sum(static pair => pair.Cores);
        if (alive.Length < 2 || !(all > 0))
        {
            return RuleVerdict.Quiet;
        }

        (SubjectSeries worst, double cores) = alive.MaxBy(static pair => pair.Cores);
        double ratio = cores / all * alive.Length;
        if (rhythm.Ratio > threshold && ratio > EvenShare)
        {
            return InSteps(evidence, rhythm, threshold);
        }

        if (!(ratio > threshold) || cores < LeastCores)
        {
            return RuleVerdict.Quiet;
        }

        EvidenceItem item = WindowEvidence.Samples(
            span,
            program.WorkerCores,
            ProcessMetrics.CpuUser,
            $"Worker {worst.Attribute(Core.Sampling.SubjectAttributes.Pid)} used {cores:0.##} cores, {ratio:0.#} times its fair share among {alive.Length} workers.",
            ratio,
            threshold,
            "1");
        return Fired(item, 1 - (1 / ratio), Sureness.Beyond(item.Count ?? 0, ratio, threshold), isMeasured: false);
    }

    private RuleVerdict InSteps(RunEvidence evidence, WorkerRhythm rhythm, double threshold)
    {
        EvidenceItem item = WindowEvidence.Steps(
            StepTimes.Of(evidence),
            $"With {rhythm.Workers} workers every {rhythm.Workers}th step took {Phrase.Duration(rhythm.SlowSeconds)}, the others {Phrase.Duration(rhythm.OtherSeconds)}.",
            rhythm.Ratio,
            threshold,
            "1",
            rhythm.Rounds * rhythm.Workers);
        return Fired(item, rhythm.LostShare, Sureness.Beyond(rhythm.Rounds, rhythm.Ratio, threshold), isMeasured: true);
    }

    private RuleVerdict Fired(EvidenceItem item, double lost, double confidence, bool isMeasured) => Description.Fired(
        Severity.Warning,
        "One worker holds the others up",
        $"{item.Text} Batches are taken from the workers in turn, so all wait for the slowest.",
        confidence,
        [item],
        new Remedy
        {
            Title = "Divide the work evenly",
            Action = "Look for a worker whose part of the data is larger, costlier or on slower storage; shuffle before sharding, or take batches as they come (in_order=False)",
            Impact = $"Steps up to {100 * lost:0} % shorter on average",
            Effect = Effects.StepTime(100 * lost, 100 * lost * 0.75, 0, isMeasured ? "measured: what the slow turn takes beyond the others" : "inferred from CPU time", isMeasured),
        });
}
