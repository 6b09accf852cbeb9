using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules.Training;

/// <summary>
/// The loss jumps up for several readings in a row, again and again, and comes back. A single high reading is a hard batch,
/// and heavy tails are common; several in a row are not.
/// </summary>
internal sealed class LossSpikesRule : IRule
{
    private static readonly Threshold s_sigma = new("loss_spikes.sigma", 6, 3, 100, "Spreads above the level of its surroundings that a reading must lie");
    private static readonly Threshold s_inRow = new("loss_spikes.readings_in_row", 2, 1, 1000, "Readings in a row that make a spike");
    private static readonly Threshold s_count = new("loss_spikes.count", 3, 1, 1e6, "Spikes from which on they are told");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG075",
        Name = "loss_spikes",
        Title = "Loss jumps up and recovers",
        Category = RuleCategory.Training,
        Severity = Severity.Warning,
        Thresholds = [s_sigma, s_inRow, s_count],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (LossKind.WithoutDirection(evidence) is { } reason)
        {
            return RuleVerdict.NotApplicable(reason);
        }

        StepColumn loss = evidence.StepSeries.Loss.Finite().Changes();
        if (loss.Count < 3 * Curve.MinReadings)
        {
            return RuleVerdict.InsufficientData(LossKind.TooFew("loss", loss.Count, 3 * Curve.MinReadings));
        }

        double[] values = ByLogarithm(loss.Values) ?? loss.Values;
        if (Curve.Of(loss with { Values = values }) is not { Noise: > 0 } curve)
        {
            return RuleVerdict.Quiet;
        }

        List<(int From, int To)> spikes = Find(values, curve, options);
        if (spikes.Count < options[s_count])
        {
            return RuleVerdict.Quiet;
        }

        int readings = spikes.Sum(spike => spike.To - spike.From + 1);
        (int first, int firstEnd) = spikes[0];
        double highest = spikes.Max(spike => loss.Values.AsSpan(spike.From, spike.To - spike.From + 1).ToArray().Max());
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = readings > 0.05 * loss.Count ? Severity.Warning : Severity.Info,
            Title = $"{spikes.Count} spikes of the loss",
            Explanation = $"{spikes.Count} times the loss jumped more than {Phrase.Number(options[s_sigma])} times its noise above its surroundings for several readings and came back, up to {Phrase.Number(highest)}; {readings} readings in all. Such spikes tell of too large steps or of bad data, and each costs the steps it takes to recover.",
            Confidence = Sureness.Of(spikes.Count, 10, spikes.Count / options[s_count]),
            Evidence =
            [
                .. spikes.Take(5).Select(spike => StepEvidence.Of(loss, spike.From, spike.To, "loss", $"Loss {Phrase.Number(loss.Values.AsSpan(spike.From, spike.To - spike.From + 1).ToArray().Max())} at steps {loss.Steps[spike.From]} to {loss.Steps[spike.To]}.", loss.Values[spike.From])),
            ],
            Remedies = TrainingRemedies.Known(
                TrainingRemedies.ClipGradient(evidence),
                TrainingRemedies.LowerLearningRate(evidence, 2),
                new Remedy { Title = "Look at the data of these steps", Action = $"Inspect the batches of steps {loss.Steps[first]} to {loss.Steps[firstEnd]}", Impact = "Broken samples are the cheapest cause to remove" }),
        });
    }

    /// <summary>
    /// Noise of a positive loss grows with its level, and its tail is long: its logarithm has neither. A zero is what a
    /// program prints of less than its last digit. Null for a loss that may be negative.
    /// </summary>
    private static double[]? ByLogarithm(double[] loss)
    {
        double smallest = loss.Where(value => value > 0).DefaultIfEmpty(double.NaN).Min();
        return loss.Min() >= 0 && smallest > 0 ? Array.ConvertAll(loss, value => Math.Log(Math.Max(value, smallest))) : null;
    }

    /// <summary>Runs of readings far above the level before; one that lasts to the end has not recovered and is none.</summary>
    private static List<(int From, int To)> Find(double[] values, Curve curve, RuleOptions options)
    {
        List<(int, int)> spikes = [];
        int from = -1;
        for (int block = 0; block < curve.Levels.Length; block++)
        {
            // The level before: at the flank of a falling loss the higher one, and untouched by a spike in this block.
            double limit = curve.Levels[Math.Max(0, block - 1)] + (options[s_sigma] * curve.Noise);
            for (int i = curve.Start(block); i < curve.Start(block + 1); i++)
            {
                bool above = block > 0 && values[i] > limit;
                if (above && from < 0)
                {
                    from = i;
                }
                else if (!above && from >= 0)
                {
                    if (i - from >= options[s_inRow])
                    {
                        spikes.Add((from, i - 1));
                    }

                    from = -1;
                }
            }
        }

        return spikes;
    }
}
