using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;

namespace Vigil.Analysis.Rules.Input;

/// <summary>Single steps take far longer than the others, and that costs something.</summary>
internal sealed class StepTimeOutliersRule : IRule
{
    private const int StepsWanted = 30;
    private static readonly Threshold s_sigmas = new("step_time_outliers.sigmas", StepStatisticsBuilder.SlowDeviations, 1, 100, "Robust standard deviations above the median from which a step is an outlier.");
    private static readonly Threshold s_ignored = new("step_time_outliers.ignored", 10, 0, 1_000_000, "Outliers that are let pass: the first ones.");
    private static readonly Threshold s_tail = new("step_time_outliers.p99_to_p50", 2, 1, 1000, "Ratio of the 99th percentile to the median.");
    private static readonly Threshold s_cost = new("step_time_outliers.cost_percent", 5, 0, 100, "Share of the steps' time that slow steps cost beyond the median: less is not worth a word, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG018",
        Name = "step_time_outliers",
        Title = "Some steps take far longer than others",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_sigmas, s_ignored, s_tail, s_cost],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var steps = StepTimes.Of(evidence);
        if (DataNeeds.LackingSteps(steps.SteadySeconds.Length, StepsWanted) is { } lacking)
        {
            return steps.All.Count == 0 ? RuleVerdict.NotApplicable("No step was seen.") : lacking;
        }

        double limit = StepStatisticsBuilder.SlowLimit(steps.SteadySeconds, options[s_sigmas]);
        double[] slow = [.. steps.SteadySeconds.Where(seconds => seconds > limit)];
        double cost = 100 * slow.Sum(seconds => seconds - steps.MedianSeconds) / steps.SteadySeconds.Sum();
        StepStatistics statistics = StepTimeBreakdown.Of(evidence).Steps!;
        double tail = statistics.P99Seconds / statistics.MedianSeconds;
        bool isMany = slow.Length > options[s_ignored];
        bool isLong = tail > options[s_tail];
        if ((!isMany && !isLong) || !(cost > options[s_cost]))
        {
            return RuleVerdict.Quiet;
        }

        (StepCoincidence Coincidence, int Count)[] with =
        [
            .. statistics.SlowSteps.SelectMany(static step => step.With).GroupBy(static coincidence => coincidence)
                .Select(static group => (group.Key, group.Count())).OrderByDescending(static pair => pair.Item2),
        ];
        string coinciding = with.Length == 0
            ? "Nothing recorded coincides with them."
            : $"Of the {statistics.SlowSteps.Count} slowest, {string.Join(", ", with.Select(static pair => $"{pair.Count} coincide with {NameOf(pair.Coincidence)}"))}.";
        EvidenceItem item = isLong
            ? WindowEvidence.Steps(steps, $"The slowest 1 % of {statistics.Count} steps take {Phrase.Duration(statistics.P99Seconds)} or more, the median {Phrase.Duration(statistics.MedianSeconds)}.", tail, options[s_tail], "1", statistics.Count)
            : WindowEvidence.Steps(steps, $"{slow.Length} of {statistics.Count} steps took longer than {Phrase.Duration(limit)}; the median is {Phrase.Duration(statistics.MedianSeconds)}.", slow.Length, options[s_ignored], "1", statistics.Count);
        return Description.Fired(
            cost > 2 * options[s_cost] ? Severity.Warning : Severity.Info,
            $"Slow steps cost {cost:0} % of the time",
            $"{item.Text} {coinciding}",
            Sureness.Beyond(statistics.Count, cost, options[s_cost]),
            [item, .. statistics.SlowSteps.Take(3).Select(step => ItemOf(step, limit))],
            new Remedy
            {
                Title = "Even out the steps",
                Action = with.Length == 0 ? "Look at what the program does at the slow steps: evaluation, logging, garbage collection, batches of other sizes" : $"Do {NameOf(with[0].Coincidence)} less often, or beside the training",
                Impact = $"Steps up to {cost:0} % shorter on average",
                Effect = Effects.StepTime(cost, cost / 2, 0, "measured: what slow steps take beyond the median", isMeasured: true),
            });
    }

    private static EvidenceItem ItemOf(SlowStep step, double limit) => new()
    {
        Kind = EvidenceKind.Steps,
        Text = $"Step {step.Step} took {Phrase.Duration(step.Seconds)}{(step.With.Count > 0 ? $" ({string.Join(", ", step.With.Select(NameOf))})" : "")}.",
        From = step.At - step.Seconds,
        To = step.At,
        Value = step.Seconds,
        Threshold = limit,
        Unit = "s",
        Count = 1,
    };

    private static string NameOf(StepCoincidence coincidence) => coincidence switch
    {
        StepCoincidence.Checkpoint => "writing of checkpoints",
        StepCoincidence.Sampling => "making of samples",
        StepCoincidence.DataWait => "waiting for data",
        StepCoincidence.DiskBurst => "bursts of disk traffic",
        StepCoincidence.WorkersRestarted => "starting of workers",
        StepCoincidence.Swap => "swapping",
        _ => "a stop of the program",
    };
}
