using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Rules.Input;

/// <summary>The first steps take a multiple of the others: compiling, tuning of kernels, filling of queues.</summary>
internal sealed class SlowFirstStepRule : IRule
{
    private const int StepsWanted = 10;
    private static readonly Threshold s_ratio = new("slow_first_step.ratio", 3, 1, 100_000, "Times the median step.");
    private static readonly Threshold s_seconds = new("slow_first_step.seconds", 10, 0, 1_000_000, "What the warm-up costs beyond as many ordinary steps, seconds: less is not worth a word.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG017",
        Name = "slow_first_step",
        Title = "The first steps are slow",
        Category = RuleCategory.Input,
        Severity = Severity.Info,
        Thresholds = [s_ratio, s_seconds],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var steps = StepTimes.Of(evidence);
        if (DataNeeds.LackingSteps(steps.SteadySeconds.Length, StepsWanted) is { } lacking)
        {
            return steps.All.Count == 0 ? RuleVerdict.NotApplicable("No step was seen.") : lacking;
        }

        if (evidence.From > evidence.Run.Start.StartedAt + 1)
        {
            return RuleVerdict.NotApplicable("The window begins after the start.");
        }

        double[] warmUp = [.. steps.All.Take(steps.WarmUp).Select(static step => step.Seconds).Where(static seconds => !double.IsNaN(seconds))];
        double ratio = warmUp.Length == 0 ? 1 : warmUp.Max() / steps.MedianSeconds;
        double cost = warmUp.Sum() - (warmUp.Length * steps.MedianSeconds);
        double threshold = options[s_ratio];
        if (!(ratio > threshold) || !(cost > options[s_seconds]))
        {
            return RuleVerdict.Quiet;
        }

        bool isCompiled = evidence.Settings.Find(TrainingSetting.Compile)?.Flag == true;
        EvidenceItem item = WindowEvidence.Steps(
            steps,
            $"The first {warmUp.Length} steps took up to {Phrase.Duration(warmUp.Max())}; the median of the {steps.SteadySeconds.Length} after them is {Phrase.Duration(steps.MedianSeconds)}.",
            ratio,
            threshold,
            "1",
            warmUp.Length + steps.SteadySeconds.Length);
        return Description.Fired(
            Severity.Info,
            $"Warm-up cost {Phrase.Duration(cost)}",
            $"{item.Text} {(isCompiled ? "The model is compiled, which happens then." : "Kernels are chosen and queues filled then.")} It is left out of all figures about steps.",
            Sureness.Beyond(steps.SteadySeconds.Length, ratio, threshold),
            [item],
            new Remedy { Title = "Keep compiled kernels", Action = "Set TORCHINDUCTOR_CACHE_DIR to a folder that outlives the run, and keep shapes the same from the first batch on", Impact = $"Up to {Phrase.Duration(cost)} sooner at the next start" });
    }
}
