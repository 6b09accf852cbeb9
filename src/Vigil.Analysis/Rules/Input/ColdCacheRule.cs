using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Analysis.Steps;
using Vigil.Configuration.Dialects;

namespace Vigil.Analysis.Rules.Input;

/// <summary>The first epoch is several times slower than the later ones, as its data are not in memory yet.</summary>
internal sealed class ColdCacheRule : IRule
{
    private const int StepsWanted = 10;
    private static readonly Threshold s_ratio = new("cold_cache.ratio", 3, 1, 1000, "Times that steps of the first epoch take as long as those of the later ones.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG013",
        Name = "cold_cache",
        Title = "The first epoch reads cold data",
        Category = RuleCategory.Input,
        Severity = Severity.Info,
        Thresholds = [s_ratio],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var steps = StepTimes.Of(evidence);
        StepTime[] known = [.. steps.Steady.Where(static step => !double.IsNaN(step.Epoch) && !double.IsNaN(step.Seconds))];
        if (known.Length == 0 || Math.Floor(known[0].Epoch) == Math.Floor(known[^1].Epoch))
        {
            return RuleVerdict.NotApplicable("The steps tell of no second epoch.");
        }

        double firstEpoch = Math.Floor(known[0].Epoch);
        double[] first = [.. known.Where(step => Math.Floor(step.Epoch) == firstEpoch).Select(static step => step.Seconds)];
        double[] later = [.. known.Where(step => Math.Floor(step.Epoch) > firstEpoch).Select(static step => step.Seconds)];
        if (DataNeeds.LackingSteps(Math.Min(first.Length, later.Length), StepsWanted, "steps in the first epoch, or after it") is { } lacking)
        {
            return lacking;
        }

        double cold = Quantiles.Median(first);
        double warm = Quantiles.Median(later);
        double threshold = options[s_ratio];
        if (!(cold > threshold * warm))
        {
            return RuleVerdict.Quiet;
        }

        EvidenceItem item = WindowEvidence.Steps(
            steps, $"Steps took {Phrase.Duration(cold)} in the first epoch and {Phrase.Duration(warm)} later (medians).", cold / warm, threshold, "1", first.Length + later.Length);
        Remedy warmUp = evidence.Settings.Find(TrainingSetting.CacheLatents) is { } occurrence && occurrence.Flag != true
            ? new Remedy { Title = "Keep computed latents on disk", Action = "Set cache_latents_to_disk: true", Impact = "Later runs start with what this one computed", Setting = TrainingSetting.CacheLatents, Value = true }
            : new Remedy { Title = "Read the data beforehand", Action = "Read the data set once before training (cat files > /dev/null), or keep it on storage as fast as memory", Impact = $"The first epoch saves up to {Phrase.Duration((cold - warm) * first.Length)}" };
        return Description.Fired(
            Severity.Info,
            $"The first epoch is {cold / warm:0.#} times slower",
            $"{item.Text} Data that were read once stay in memory; the first pass has to fetch them. It cost about {Phrase.Duration((cold - warm) * first.Length)}.",
            Sureness.Beyond(first.Length, cold / warm, threshold),
            [item],
            warmUp);
    }
}
