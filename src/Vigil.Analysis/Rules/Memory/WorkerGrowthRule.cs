using System.Text.Json.Nodes;
using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Memory;
using Vigil.Analysis.Statistics;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;
using Vigil.Core.Sampling;

namespace Vigil.Analysis.Rules.Memory;

/// <summary>
/// Each data-loading worker grows: reading a Python object counts a reference inside of it, so pages shared with the main
/// process are copied one by one. Its own memory counts, shared pages left out.
/// </summary>
internal sealed class WorkerGrowthRule : IRule
{
    private const int MinSamples = 30;

    private static readonly Threshold s_growth = new("worker_growth.growth_percent", 10, 0.1, 1000, "Growth of a worker's own memory, per cent of where it was, that must be seen");
    private static readonly Threshold s_mib = new("worker_growth.growth_mib", 16, 1, 1e6, "Growth of a worker's own memory, MiB, that must be seen");
    private static readonly Threshold s_hour = new("worker_growth.mib_per_hour", 100, 1, 1e6, "Growth, MiB per hour and worker, below which it is of no account");
    private static readonly Threshold s_share = new("worker_growth.share", 0.75, 0.1, 1, "Share of the workers that must grow");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG042",
        Name = "worker_growth",
        Title = "Each worker's memory grows",
        Category = RuleCategory.Memory,
        Severity = Severity.Warning,
        Thresholds = [s_growth, s_mib, s_hour, s_share],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        SubjectSeries[] all = [.. evidence.Processes(ProcessRoles.Worker)];
        if (all.Length == 0)
        {
            return RuleVerdict.NotApplicable("There are no workers.");
        }

        // Of many generations of workers the longest-lived tell.
        SubjectSeries[] workers = [.. all.Where(worker => worker.Count >= MinSamples).OrderByDescending(worker => worker.Count).Take(32)];
        if (workers.Length == 0)
        {
            return RuleVerdict.InsufficientData($"No worker was seen in {MinSamples} samples.");
        }

        List<(SubjectSeries Worker, Trend Floor)> growing = [];
        foreach (SubjectSeries worker in workers)
        {
            LeakResult leak = LeakTest.Of(worker.Times, Own(worker));
            if (leak.Shape == MemoryShape.Leak && Growth.Matters(leak.Floor, options[s_growth], options[s_mib], options[s_hour]))
            {
                growing.Add((worker, leak.Floor));
            }
        }

        if (growing.Count < Math.Ceiling(options[s_share] * workers.Length))
        {
            return RuleVerdict.Quiet;
        }

        double[] rates = [.. growing.Select(pair => pair.Floor.SlopePerSecond * 3600)];
        double sum = rates.Sum();
        bool persistent = evidence.Settings.Find(TrainingSetting.PersistentWorkers)?.Flag == true;
        return RuleVerdict.Fired(new Finding
        {
            RuleId = Description.Id,
            Severity = Severity.Warning,
            Title = $"Each worker grows by {Phrase.Bytes(sum / rates.Length)} an hour",
            Explanation = $"{growing.Count} of {workers.Length} workers grow all the time, together by {Phrase.Bytes(sum)} an hour. Where every worker grows alike, a large list of Python objects is mostly the reason: each reading of an object writes its reference count, and the shared page is copied into the worker.",
            Confidence = Sureness.Of(growing.Count * growing[0].Worker.Count, 600, workers.Length > 1 ? 2 : 1.3),
            Evidence =
            [
                .. growing.Take(4).Select(pair => SampleEvidence.Of(pair.Worker, 0, pair.Worker.Count - 1, ProcessMetrics.Resident, $"Worker {pair.Worker.Attribute(SubjectAttributes.Pid)}: its own memory grows by {Phrase.Bytes(pair.Floor.SlopePerSecond * 3600)} an hour, to {Phrase.Bytes(pair.Floor.LevelAtEnd)}.", pair.Floor.SlopePerSecond * 3600, unit: "By/h")),
            ],
            Remedies = Remedy.Known(
                new Remedy { Title = "Keep the list of samples out of Python objects", Action = "Hold paths and labels in one NumPy array, an Arrow table or a memory map instead of lists and dictionaries", Impact = $"Ends a growth of {Phrase.Bytes(sum)} an hour" },
                persistent ? new Remedy
                {
                    Title = "Let workers end with each epoch",
                    Action = "Set persistent_workers: false",
                    Impact = "New workers start small; each epoch pays for their start",
                    Setting = TrainingSetting.PersistentWorkers,
                    Value = JsonValue.Create(false),
                }
                : null,
                MemoryRemedies.FewerWorkers(evidence)),
        });
    }

    /// <summary>Resident memory without what it shares.</summary>
    private static double[] Own(SubjectSeries worker)
    {
        double[] resident = worker.Values(ProcessMetrics.Resident);
        double[] shared = worker.Values(ProcessMetrics.Shared);
        double[] proportional = worker.Values(ProcessMetrics.Proportional);

        // After a fork, pages that nobody wrote count as resident in each; their proportional share alone shows the copying.
        bool useProportional = proportional.Count(value => !double.IsNaN(value)) >= MinSamples;
        double[] own = new double[resident.Length];
        for (int i = 0; i < own.Length; i++)
        {
            own[i] = useProportional ? proportional[i] : double.IsNaN(shared[i]) ? resident[i] : resident[i] - shared[i];
        }

        return own;
    }
}
