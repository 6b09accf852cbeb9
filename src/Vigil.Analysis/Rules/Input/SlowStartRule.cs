using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;

namespace Vigil.Analysis.Rules.Input;

/// <summary>A long time passes before the first step.</summary>
internal sealed class SlowStartRule : IRule
{
    private const int StepsWanted = 1;
    private static readonly Threshold s_minutes = new("slow_start.minutes", 20, 0, 100_000, "Time from the start to the first step, minutes.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG016",
        Name = "slow_start",
        Title = "The first step comes late",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_minutes],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var steps = StepTimes.Of(evidence);
        double start = evidence.Run.Start.StartedAt;
        if (evidence.From > start + 1 && steps.All.Count > 0)
        {
            return RuleVerdict.NotApplicable("The window begins after the start.");
        }

        double until = steps.All.Count > 0 ? steps.All[0].At : evidence.To;
        double minutes = (until - start) / 60;
        double threshold = options[s_minutes];
        if (steps.All.Count < StepsWanted && !(evidence.IsLive && minutes > threshold))
        {
            return evidence.IsLive
                ? RuleVerdict.InsufficientData($"No step yet after {Phrase.Duration(until - start)}; it is late after {threshold:0} min.")
                : RuleVerdict.NotApplicable("No step was seen in this run.");
        }

        if (!(minutes > threshold))
        {
            return RuleVerdict.Quiet;
        }

        EvidenceItem item = new()
        {
            Kind = EvidenceKind.Steps,
            Text = steps.All.Count > 0 ? $"The first step came {Phrase.Duration(until - start)} after the start." : $"No step has come in {Phrase.Duration(until - start)} since the start.",
            From = start,
            To = until,
            Value = minutes,
            Threshold = threshold,
            Unit = "min",
            Count = Math.Min(1, steps.All.Count),
        };
        return Description.Fired(
            Severity.Warning,
            $"{minutes:0} minutes before the first step",
            $"{item.Text} Downloads, unpacking, tokenising, caching and compiling before the training recur at every start, and accelerators are paid for meanwhile.",
            Sureness.Beyond(10, minutes, threshold),
            [item],
            new Remedy { Title = "Prepare once, not at every start", Action = "Keep downloaded models, prepared data and compiled kernels in a cache that outlives the run (HF_HOME, TORCHINDUCTOR_CACHE_DIR)", Impact = $"Up to {minutes:0} min sooner at the next start" });
    }
}
