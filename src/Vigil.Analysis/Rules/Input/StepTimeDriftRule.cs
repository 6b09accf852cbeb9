using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Analysis.Steps;

namespace Vigil.Analysis.Rules.Input;

/// <summary>Steps take longer and longer.</summary>
internal sealed class StepTimeDriftRule : IRule
{
    private const int StepsWanted = 50;
    private static readonly Threshold s_percent = new("step_time_drift.percent", 10, 0, 10_000, "Growth of the duration of steps over the window, percent of the median.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG019",
        Name = "step_time_drift",
        Title = "Steps take longer and longer",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_percent],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var steps = StepTimes.Of(evidence);
        if (DataNeeds.LackingSteps(steps.SteadySeconds.Length, StepsWanted) is { } lacking)
        {
            return steps.All.Count == 0 ? RuleVerdict.NotApplicable("No step was seen.") : lacking;
        }

        double threshold = options[s_percent];

        // By number rather than by time: a step that takes long covers more time, and a pause would bend the line.
        double[] numbers = new double[steps.SteadySeconds.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = i;
        }

        Trend trend = TrendTest.Of(numbers, steps.SteadySeconds, leastRelativeChange: threshold / 100);
        double percent = 100 * trend.Change / steps.MedianSeconds;
        if (trend.Direction != TrendDirection.Increasing || !(percent > threshold))
        {
            return RuleVerdict.Quiet;
        }

        EvidenceItem item = WindowEvidence.Steps(
            steps,
            $"Over {numbers.Length} steps the duration grew by {percent:0} %, to {Phrase.Duration(trend.LevelAtEnd)} (p = {trend.PValue:0.0e0}).",
            percent,
            threshold,
            "%",
            numbers.Length);
        return Description.Fired(
            Severity.Warning,
            $"Steps have become {percent:0} % slower",
            $"{item.Text} Such growth comes from lists that are kept and walked (losses with their graphs, growing logs), from memory that runs short, or from heat.",
            Sureness.Beyond(numbers.Length, percent, threshold),
            [item],
            new Remedy
            {
                Title = "Find what grows",
                Action = "Keep losses as numbers (loss.item()), clear what is collected per step, and compare memory, temperature and clocks over the run",
                Impact = $"Steps as short as at the beginning: {percent / (1 + (percent / 100)):0} % shorter than now",
                Effect = Effects.StepTime(percent / (1 + (percent / 100)), percent / (1 + (percent / 100)) / 2, 0, "measured: growth since the beginning", isMeasured: true),
            });
    }
}
