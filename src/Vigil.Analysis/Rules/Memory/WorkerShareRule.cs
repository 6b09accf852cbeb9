using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>The data-loading workers hold much of the memory there is.</summary>
internal sealed class WorkerShareRule : IRule
{
    private static readonly Threshold s_ofTotal = new("worker_share.percent_of_total", 40, 1, 100, "Per cent of all memory that workers together must hold");
    private static readonly Threshold s_ofUsed = new("worker_share.percent_of_used", 50, 1, 100, "Per cent of the memory in use that workers together must hold");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG043",
        Name = "worker_share",
        Title = "Workers hold most of the memory",
        Category = RuleCategory.Memory,
        Severity = Severity.Warning,
        Thresholds = [s_ofTotal, s_ofUsed],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (!evidence.Processes(ProcessRoles.Worker).Any())
        {
            return RuleVerdict.NotApplicable("There are no workers.");
        }

        if (MemoryUse.Of(evidence) is not { } use)
        {
            return RuleVerdict.NotApplicable("Memory of the machine was not recorded.");
        }

        double at = use.Series.Times[use.PeakAt];
        double[] workers = MemoryUse.ProcessesAt(evidence, ProcessRoles.Worker, at);
        double sum = workers.Sum();
        if (sum < options[s_ofTotal] / 100 * use.Total || sum < options[s_ofUsed] / 100 * use.Peak)
        {
            return RuleVerdict.Quiet;
        }

        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = $"{workers.Length} workers hold {Phrase.Bytes(sum)}",
            Explanation = $"When memory was at its highest, {workers.Length} data-loading workers held {Phrase.Bytes(sum)}, {Phrase.Bytes(sum / workers.Length)} each: {Phrase.Percent(sum / use.Total)} of what there is. Each worker holds its own copy of the data set's objects and of the batches that it fetches ahead.",
            Confidence = Sureness.Of(workers.Length * 20, 60, sum / (options[s_ofTotal] / 100 * use.Total)),
            Evidence =
            [
                SampleEvidence.Of(use.Series, use.PeakAt, use.PeakAt, ProcessMetrics.Proportional, $"{workers.Length} workers, {Phrase.Bytes(workers.Min())} to {Phrase.Bytes(workers.Max())} each, {Phrase.Bytes(sum)} together.", sum / use.Total * 100, options[s_ofTotal], "%"),
            ],
            Remedies = Remedy.Known(MemoryRemedies.FewerWorkers(evidence, sum / 2), Prefetch(evidence)),
        });
    }

    private static Remedy? Prefetch(RunEvidence evidence) =>
        evidence.Settings.Find(Configuration.Dialects.TrainingSetting.PrefetchFactor)?.Number is > 2 and var ahead ? new Remedy
        {
            Title = "Fetch fewer batches ahead",
            Action = $"Set prefetch_factor: 2 (now {ahead})",
            Impact = "Each worker holds fewer finished batches",
            Setting = Configuration.Dialects.TrainingSetting.PrefetchFactor,
            Value = System.Text.Json.Nodes.JsonValue.Create(2),
        }
        : null;
}
