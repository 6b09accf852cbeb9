using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Input;

/// <summary>
/// The machine waits for disks. The share of idle processors that wait is small on a machine of many cores however much the
/// training waits, so the time in which every task was held up by I/O counts as well, where the kernel tells it.
/// </summary>
internal sealed class IoWaitRule : IRule
{
    private const double BusyGpuPercent = 70;
    private static readonly Threshold s_percent = new("io_wait.percent", 30, 0, 100, "Mean share of the CPU time idle for I/O, or of the time in which every task waited for I/O, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG004",
        Name = "io_wait",
        Title = "The machine waits for I/O",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_percent],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        var machine = MachineLoad.Of(evidence);
        if (DataNeeds.Lacking(span, machine.IoWaitPercent, "I/O wait") is { } lacking)
        {
            return lacking;
        }

        double wait = span.Mean(machine.IoWaitPercent);
        double stall = span.Mean(machine.IoStallPercent);
        bool isStall = stall > wait;
        double percent = isStall ? stall : wait;
        double threshold = options[s_percent];
        var gpu = GpuLoad.Of(evidence);
        if (!(percent > threshold) || (gpu.IsKnown && span.Mean(gpu.Percent) >= BusyGpuPercent))
        {
            return RuleVerdict.Quiet;
        }

        EvidenceItem item = isStall
            ? WindowEvidence.Samples(span, machine.IoStallPercent, SystemMetrics.PressureIoFull, $"Every task at once waited for I/O for {percent:0.#} % of the time.", percent, threshold, "%")
            : WindowEvidence.Samples(span, machine.IoWaitPercent, SystemMetrics.CpuIoWait, $"Processors were idle for I/O for {percent:0.#} % of their time.", percent, threshold, "%");
        return Description.Fired(
            Severity.Warning,
            $"Waiting for I/O: {percent:0} % of the time",
            $"{item.Text} Disks carried {Phrase.Speed(span.Mean(machine.DiskReadRate))} of reads and {Phrase.Speed(span.Mean(machine.DiskWriteRate))} of writes on average. What waits for a disk computes nothing.",
            Sureness.Beyond(item.Count ?? 0, percent, threshold),
            [item],
            StorageRemedies.FasterStorage(evidence, percent),
            StorageRemedies.FewerFiles(percent));
    }
}
