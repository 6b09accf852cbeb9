using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Input;

/// <summary>A disk has no time left, or carries as much as a fast one can.</summary>
internal sealed class DiskSaturatedRule : IRule
{
    private static readonly Threshold s_busy = new("disk_saturated.busy_percent", 80, 0, 100, "Mean share of the time in which a disk had a request outstanding, percent.");
    private static readonly Threshold s_speed = new("disk_saturated.megabytes_per_second", 500, 0, 1_000_000, "Mean traffic of a disk, MB/s.");
    private static readonly Threshold s_operations = new("disk_saturated.operations_per_second", 5000, 0, 100_000_000, "Mean requests to a disk per second.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG005",
        Name = "disk_saturated",
        Title = "A disk is at its limit",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_busy, s_speed, s_operations],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (evidence.Of(SubjectKind.Disk) is not { Count: > 0 } disks)
        {
            return RuleVerdict.NotApplicable("No disk was recorded.");
        }

        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        Timeline timeline = span.Timeline;
        RuleVerdict? lacking = null;
        var findings = new List<Finding>();
        foreach (SubjectSeries disk in disks)
        {
            double[] busy = timeline.Rates(disk, DiskMetrics.BusyTime);
            if (DataNeeds.Lacking(span, busy, "disk use") is { } why)
            {
                lacking = why;
                continue;
            }

            double read = span.Mean(timeline.Rates(disk, DiskMetrics.ReadBytes));
            double write = span.Mean(timeline.Rates(disk, DiskMetrics.WriteBytes));
            double operations = span.Mean(timeline.Rates(disk, DiskMetrics.ReadOperations)) + span.Mean(timeline.Rates(disk, DiskMetrics.WriteOperations));
            double percent = Math.Min(100, 100 * span.Mean(busy));
            (string text, Metric metric, double value, Threshold threshold, string unit) =
                read + write > options[s_speed] * 1e6 ? ($"Disk {disk.Subject.Key} carried {Phrase.Speed(read + write)}.", DiskMetrics.ReadBytes, (read + write) / 1e6, s_speed, "MBy/s")
                : operations > options[s_operations] ? ($"Disk {disk.Subject.Key} served {operations:0} requests per second.", DiskMetrics.ReadOperations, operations, s_operations, "1/s")
                : ($"Disk {disk.Subject.Key} had requests outstanding for {percent:0} % of the time.", DiskMetrics.BusyTime, percent, s_busy, "%");
            if (!(value > options[threshold]))
            {
                continue;
            }

            EvidenceItem item = WindowEvidence.Samples(span, busy, metric, text, value, options[threshold], unit);
            findings.Add(Description.Finding(
                Severity.Warning,
                $"Disk {disk.Subject.Key} is at its limit",
                $"{text} It carried {Phrase.Speed(read)} of reads and {Phrase.Speed(write)} of writes in {operations:0} requests per second, {(read + write) / Math.Max(operations, 1) / 1024:0} KiB each. Whoever reads more waits.",
                Sureness.Beyond(item.Count ?? 0, value, options[threshold]),
                [item],
                read >= write ? StorageRemedies.FasterStorage(evidence, percent) : null,
                read >= write ? StorageRemedies.FewerFiles(percent) : null,
                read < write ? new Remedy { Title = "Write less", Action = "Save checkpoints less often, or to another disk", Impact = "The disk has time for reads" } : null));
        }

        return findings.Count > 0 ? RuleVerdict.Fired(findings) : lacking ?? RuleVerdict.Quiet;
    }
}
