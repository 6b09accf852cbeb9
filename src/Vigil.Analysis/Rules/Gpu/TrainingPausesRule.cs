using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>Accelerators wait while checkpoints are written and samples are made.</summary>
internal sealed class TrainingPausesRule : IRule
{
    private const int PausesWanted = 2;
    private static readonly Threshold s_percent = new("training_pauses.percent", 10, 0, 100, "Share of the time since the warm-up that checkpoints and samplings take, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG035",
        Name = "training_pauses",
        Title = "Checkpoints and samples take much time",
        Category = RuleCategory.Gpu,
        Severity = Severity.Warning,
        Thresholds = [s_percent],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var pauses = TrainingPauses.Of(evidence);
        if (pauses.EventCount == 0)
        {
            return RuleVerdict.NotApplicable("No checkpoint and no sampling was announced.");
        }

        if (DataNeeds.LackingSteps(pauses.EventCount, PausesWanted, "checkpoints or samplings") is { } lacking)
        {
            return lacking;
        }

        double paused = pauses.All.Sum(static pause => pause.Seconds);
        double stepping = StepTimeBreakdown.Of(evidence).SteppingSeconds;
        double percent = paused > 0 ? 100 * paused / (paused + stepping) : 0;
        double threshold = options[s_percent];
        if (!(percent > threshold))
        {
            return RuleVerdict.Quiet;
        }

        double sampling = pauses.All.Where(static pause => pause.With == StepCoincidence.Sampling).Sum(static pause => pause.Seconds);
        bool isSampling = sampling > paused / 2;
        var item = new EvidenceItem
        {
            Kind = EvidenceKind.Event,
            Text = $"{pauses.All.Count} pauses of {Phrase.Duration(paused / pauses.All.Count)} on average took {percent:0} % of the time; {100 * sampling / paused:0} % of that for samples.",
            From = pauses.All[0].From,
            To = pauses.All[^1].To,
            Value = percent,
            Threshold = threshold,
            Unit = "%",
            Count = pauses.All.Count,
        };
        return Description.Fired(
            Severity.Warning,
            $"{(isSampling ? "Samples" : "Checkpoints")} take {percent:0} % of the time",
            $"{item.Text} Accelerators do no training meanwhile.",
            Sureness.Beyond(pauses.All.Count, percent, threshold),
            [item],
            Rarer(evidence, isSampling, percent, threshold, 100 * (isSampling ? sampling : paused - sampling) / (paused + stepping)),
            isSampling ? null : new Remedy { Title = "Write checkpoints beside the training", Action = "Save asynchronously, to a local disk first, and without what can be computed again", Impact = $"Up to {percent:0} % less time" });
    }

    private static Remedy? Rarer(RunEvidence evidence, bool isSampling, double percent, double threshold, double own)
    {
        TrainingSetting setting = isSampling ? TrainingSetting.SampleEvery : TrainingSetting.SaveEvery;
        if (evidence.Settings.Find(setting)?.Number is not { } every || every < 1)
        {
            return null;
        }

        int factor = Math.Max(2, (int)Math.Ceiling(2 * percent / threshold));
        double saved = own * (1 - (1.0 / factor));
        return new Remedy
        {
            Title = isSampling ? "Make samples less often" : "Save less often",
            Action = $"Set {(isSampling ? "sample_every" : "save_every")}: {every * factor:0} (now {every:0})",
            Impact = $"About {saved:0} % less time{(isSampling ? "" : "; a crash loses more steps")}",
            Setting = setting,
            Value = (int)(every * factor),
            Effect = new Effect
            {
                Quantity = "throughput",
                Unit = "%",
                Low = 50 * saved / (100 - saved),
                Expected = 100 * saved / (100 - saved),
                High = 100 * own / (100 - own),
                Basis = "measured: time between steps at checkpoints and samplings",
                IsMeasured = true,
            },
        };
    }
}
