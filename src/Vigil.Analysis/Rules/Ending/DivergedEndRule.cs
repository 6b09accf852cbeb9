using Vigil.Analysis.Death;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Rules.Ending;

/// <summary>The loss was no longer a number when the run ended, or trains on so.</summary>
internal sealed class DivergedEndRule : EndingRule
{
    private const double UsualClipping = 1.0;
    private const double LargeClipping = 10;

    public override RuleDescription Description { get; } = Describe("VIG107", "diverged_end", "Training diverged");

    protected override string Why => "From there on the weights are worthless: resume from a checkpoint before it.";

    protected override bool Concerns(RunEvidence evidence, DeathCertificate certificate) => !evidence.IsLive && certificate.Verdict == Verdict.Diverged;

    protected override IEnumerable<Remedy> Remedies(RunEvidence evidence, DeathCertificate certificate)
    {
        RunSettings settings = evidence.Settings;
        double? rate = evidence.Steps.LastOrDefault(step => step.LearningRate > 0 && step.Step <= (certificate.Step ?? long.MaxValue))?.LearningRate
            ?? settings.Find(TrainingSetting.LearningRate)?.Number;
        if (rate > 0)
        {
            yield return new Remedy
            {
                Title = "Lower the learning rate",
                Action = $"Lower the learning rate to {rate / 3:0.#e+0}",
                Impact = $"It was {rate:0.##e+0}; too large steps are the most frequent cause.",
                Setting = TrainingSetting.LearningRate,
                Value = double.Parse((rate.Value / 3).ToString("0.#e+0", System.Globalization.CultureInfo.InvariantCulture), System.Globalization.CultureInfo.InvariantCulture),
            };
        }

        if (settings.Find(TrainingSetting.GradientClipping) is { } clipping && clipping.Number is null or 0 or > LargeClipping)
        {
            yield return new Remedy
            {
                Title = "Clip gradients",
                Action = "Limit the norm of the gradient to 1.0",
                Impact = "One bad batch then moves the weights no further than a good one.",
                Setting = TrainingSetting.GradientClipping,
                Value = UsualClipping,
            };
        }

        if (settings.Find(TrainingSetting.Precision)?.Text is "fp16" or "float16")
        {
            yield return new Remedy
            {
                Title = "Compute in bf16",
                Action = "Set the precision to bf16",
                Impact = "fp16 overflows beyond 65,504; bf16 has the range of fp32. The device must support it.",
                Setting = TrainingSetting.Precision,
                Value = "bf16",
            };
        }
    }
}
