using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Events;

namespace Vigil.Analysis.Rules.Training;

/// <summary>The batch size changed for good, and no line of the program said so.</summary>
internal sealed class BatchSizeChangedRule : IRule
{
    private static readonly Threshold s_readings = new("batch_size_changed.readings", 3, 1, 1e6, "Readings with the new size from which on it is no short last batch");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG082",
        Name = "batch_size_changed",
        Title = "Batch size silently changed",
        Category = RuleCategory.Training,
        Severity = Severity.Warning,
        Thresholds = [s_readings],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        StepColumn batch = evidence.StepSeries.BatchSize;
        if (batch.Count == 0)
        {
            return RuleVerdict.NotApplicable("No batch size was told.");
        }

        int wanted = (int)options[s_readings];
        if (batch.Count < 2 * wanted)
        {
            return RuleVerdict.InsufficientData(LossKind.TooFew("batch size", batch.Count, 2 * wanted));
        }

        int from = batch.Count - 1;
        while (from > 0 && batch.Values[from - 1] == batch.Values[^1])
        {
            from--;
        }

        // What it was before: the size that stood for several readings.
        int standing = from - 1;
        while (standing >= wanted && !Enumerable.Range(standing - wanted + 1, wanted).All(i => batch.Values[i] == batch.Values[standing]))
        {
            standing--;
        }

        if (from == 0 || batch.Count - from < wanted || standing < wanted - 1 || batch.Values[standing] == batch.Values[^1] || Said(evidence, batch, from))
        {
            return RuleVerdict.Quiet;
        }

        double before = batch.Values[standing];
        double now = batch.Values[^1];
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = $"Batch size went from {before} to {now} unsaid",
            Explanation = $"From step {batch.Steps[from]} on a batch holds {now} samples instead of {before}, and no line of the output says so. Speed, memory and the learning rate that fits all change with it; results before and after do not compare.",
            Confidence = Sureness.Of(batch.Count - from, 50, 2),
            Evidence = [StepEvidence.Of(batch, from, batch.Count - 1, "batch_size", $"Batch size {before} up to step {batch.Steps[standing]}, {now} from step {batch.Steps[from]}.", now, before)],
            Remedies = [new Remedy { Title = "Fix the batch size", Action = "Set it in the configuration and switch off automatic sizing, or scale the learning rate with it", Impact = "Steps, speed and results stay comparable" }],
        });
    }

    /// <summary>True when the program's own output announced a change at about that step.</summary>
    private static bool Said(RunEvidence evidence, StepColumn batch, int from) =>
        evidence.EventsOf(EventTypes.BatchSizeChange).Any(change =>
            change.Text("text") is not null && (change.Integer("to") == (long)batch.Values[^1] || Math.Abs(change.UnixSeconds - batch.Times[from]) < 120));
}
