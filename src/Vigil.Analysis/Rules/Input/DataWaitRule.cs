using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Configuration.Dialects;
using Vigil.Core.Events;

namespace Vigil.Analysis.Rules.Input;

/// <summary>The training waits for its next batch: as the steps say themselves, else as idle accelerators beside a busy loader show.</summary>
internal sealed class DataWaitRule : IRule
{
    private const int StepsWanted = 10;
    private static readonly Threshold s_moderate = new("data_wait.moderate_percent", 5, 0, 100, "Share of the steps' time spent waiting for data from which it is told, percent.");
    private static readonly Threshold s_high = new("data_wait.high_percent", 20, 0, 100, "Share of the steps' time spent waiting for data from which it is a warning, percent.");
    private static readonly Threshold s_inferred = new("data_wait.inferred_percent", 20, 0, 100, "The same where the steps do not say it and it is concluded, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG001",
        Name = "data_wait",
        Title = "Training waits for data",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_moderate, s_high, s_inferred],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        var steps = StepTimes.Of(evidence);
        bool isMeasured = !double.IsNaN(steps.DataShare);
        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        double[] activity = GpuLoad.Of(evidence).IsKnown ? GpuLoad.Of(evidence).Percent : ProgramLoad.Of(evidence).MainCores;
        if ((isMeasured ? DataNeeds.LackingSteps(steps.DataCount, StepsWanted, "steps that say how long they waited for data") : DataNeeds.Lacking(span, activity, "what the program does")) is { } lacking)
        {
            return lacking;
        }

        var breakdown = StepTimeBreakdown.Of(evidence);
        double percent = breakdown.DataWaitPercent;
        double threshold = isMeasured ? options[s_moderate] : options[s_inferred];
        if (!(percent > threshold))
        {
            return RuleVerdict.Quiet;
        }

        bool isHigh = percent > options[s_high];
        EvidenceItem item = isMeasured
            ? WindowEvidence.Steps(steps, $"{steps.DataCount} steps say that they waited for data for {percent:0.#} % of their time.", percent, threshold, "%", steps.DataCount)
            : WindowEvidence.Samples(span, activity, Core.Metrics.GpuMetrics.Utilization, $"The training was idle for {percent:0.#} % of the time while its loader was at work or waited itself.", percent, threshold, "%");
        string why = Reason(breakdown);
        return Description.Fired(
            isHigh ? Severity.Warning : Severity.Info,
            $"Waiting for data takes {percent:0} % of the time",
            $"{item.Text} {why}Nothing is computed meanwhile: at most that share can be won back.",
            Math.Min(breakdown.DataWaitConfidence, Sureness.Beyond(item.Count ?? 0, percent, threshold)),
            [item],
            WorkerPlan.For(evidence, percent / 100, isMeasured)?.Remedy ?? LessWork(percent),
            CachedLatents(evidence, percent),
            PersistentWorkers(evidence, percent),
            Prefetch(evidence, percent));
    }

    private static string Reason(StepTimeBreakdown breakdown)
    {
        TimeShare? largest = breakdown.Shares.FirstOrDefault(static share =>
            share.Cause is TimeCause.Preprocessing or TimeCause.Disk or TimeCause.NetworkStorage or TimeCause.Straggler or TimeCause.WaitingForData);
        return largest?.Cause switch
        {
            TimeCause.Preprocessing => "Most of it goes with busy loaders: preparing the data is limited by the CPU. ",
            TimeCause.Disk => "Most of it goes with a busy disk. ",
            TimeCause.NetworkStorage => "Most of it goes with reading over the network. ",
            TimeCause.Straggler => "Most of it is the doing of one slow worker. ",
            _ => "",
        };
    }

    /// <summary>Where there are no cores for more workers.</summary>
    private static Remedy LessWork(double percent) => new()
    {
        Title = "Make a sample cheaper to load",
        Action = "Decode, resize or tokenise the data once and store the result; do less per sample, or do it on the accelerator",
        Impact = $"Steps up to {percent:0} % shorter",
        Effect = Effects.UpTo(percent, "bounded by the time spent waiting for data"),
    };

    private static Remedy? CachedLatents(RunEvidence evidence, double percent) =>
        evidence.Settings.Find(TrainingSetting.CacheLatents) is { } occurrence && occurrence.Flag != true
            ? new Remedy
            {
                Title = "Compute latents once",
                Action = "Set cache_latents_to_disk: true",
                Impact = $"Images are decoded and encoded once instead of in every epoch; steps up to {percent:0} % shorter",
                Setting = TrainingSetting.CacheLatents,
                Value = true,
                Effect = Effects.UpTo(percent, "bounded by the time spent waiting for data; how much of that is preparation is assumed"),
            }
            : null;

    private static Remedy? PersistentWorkers(RunEvidence evidence, double percent) =>
        evidence.Settings.Find(TrainingSetting.PersistentWorkers)?.Flag != true
        && ProgramLoad.Of(evidence) is { Workers.Count: > 0 } program
        && evidence.EventsOf(EventTypes.WorkerStart).Count() > 2 * program.TypicalWorkers(TrainingPhase.Of(evidence).Span)
            ? new Remedy
            {
                Title = "Keep workers between epochs",
                Action = "Set persistent_workers: true",
                Impact = "Workers are not started anew at every epoch",
                Setting = TrainingSetting.PersistentWorkers,
                Value = true,
                Effect = Effects.UpTo(percent, "bounded by the time spent waiting for data; the part that goes into starting workers is assumed"),
            }
            : null;

    private static Remedy? Prefetch(RunEvidence evidence, double percent) =>
        evidence.Settings.Find(TrainingSetting.PrefetchFactor)?.Number is { } factor and > 0 and < 4 && WorkerPlan.CurrentOf(evidence) > 0
            ? new Remedy
            {
                Title = "Fetch more batches ahead",
                Action = $"Set prefetch_factor: {factor * 2:0}",
                Impact = "Evens out batches that take longer to prepare; each worker holds more of them in memory",
                Setting = TrainingSetting.PrefetchFactor,
                Value = (int)(factor * 2),
                Effect = Effects.UpTo(percent, "bounded by the time spent waiting for data; helps only where batches differ"),
            }
            : null;
}
