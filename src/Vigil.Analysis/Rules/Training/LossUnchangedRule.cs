using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;

namespace Vigil.Analysis.Rules.Training;

/// <summary>The very same loss, again and again: nothing is computed anew, nothing is learnt, or all labels are masked.</summary>
internal sealed class LossUnchangedRule : IRule
{
    private static readonly Threshold s_readings = new("loss_unchanged.readings", 20, 3, 1e6, "Latest readings that must all be the same");
    private static readonly Threshold s_ofUsual = new("loss_unchanged.of_usual", 5, 1, 1000, "Times the longest earlier repetition that it must last: bars repeat a value until the next");
    private static readonly Threshold s_small = new("loss_unchanged.small_share", 0.02, 0, 1, "Share of the first loss below which repetition is the rounding of a loss that is nearly 0");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG085",
        Name = "loss_unchanged",
        Title = "Loss does not change at all",
        Category = RuleCategory.Training,
        Severity = Severity.Warning,
        Thresholds = [s_readings, s_ofUsual, s_small],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        StepColumn loss = evidence.StepSeries.Loss.Finite();
        if (evidence.StepSeries.Loss.Count == 0)
        {
            return RuleVerdict.NotApplicable("No loss was told.");
        }

        if (loss.Count < options[s_readings])
        {
            return RuleVerdict.InsufficientData(LossKind.TooFew("loss", loss.Count, (int)options[s_readings]));
        }

        int from = loss.Count - 1;
        while (from > 0 && loss.Values[from - 1] == loss.Values[^1])
        {
            from--;
        }

        int same = loss.Count - from;
        int earlier = Longest(loss.Values.AsSpan(0, from));
        bool rounded = from > 0 && Math.Abs(loss.Values[^1]) < options[s_small] * Math.Abs(loss.Values[0]);
        if (same < options[s_readings] || same < options[s_ofUsual] * earlier || rounded || loss.Steps[^1] == loss.Steps[from])
        {
            return RuleVerdict.Quiet;
        }

        bool zero = loss.Values[^1] == 0;
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = zero ? "The loss is exactly 0" : "The loss does not change at all",
            Explanation = $"The loss is {Phrase.Number(loss.Values[^1])} in all {same} readings from step {loss.Steps[from]} to {loss.Steps[^1]}. "
                + (zero ? "A loss of exactly 0 mostly means that all labels are masked, or that nothing is left of the batch after filtering." : "Even a model that learns nothing shows another loss with each batch: the weights, the batch and the loss itself all stand still, or the program tells a stale value."),
            Confidence = Sureness.Of(same, 200, same / options[s_readings]),
            Evidence = [StepEvidence.Of(loss, from, loss.Count - 1, "loss", $"Loss {Phrase.Number(loss.Values[^1])} {same} times in a row; before that at most {earlier} times.", same, options[s_readings])],
            Remedies = [new Remedy { Title = "Check labels and batches", Action = "Print one batch with its labels, and the norm of a weight before and after a step", Impact = "Shows within a minute whether labels are masked, data repeat, or weights stand still" }],
        });
    }

    private static int Longest(ReadOnlySpan<double> values)
    {
        int longest = 0;
        int run = 0;
        for (int i = 0; i < values.Length; i++)
        {
            run = i > 0 && values[i] == values[i - 1] ? run + 1 : 1;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
