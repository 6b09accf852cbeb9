using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Steps;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Input;

/// <summary>
/// Data come over the network, and whoever reads them waits: processes in uninterruptible sleep while local disks are quiet
/// and an interface receives about what the processes read.
/// </summary>
internal sealed class NetworkStorageRule : IRule
{
    private const double LeastReceived = 1e6;
    private const double QuietDiskShare = 0.2;
    private static readonly Threshold s_blocked = new("network_storage.blocked_percent", 15, 0, 100, "Share of the time in which the processes that read were blocked in the kernel, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG006",
        Name = "network_storage",
        Title = "Reading over the network holds the training up",
        Category = RuleCategory.Input,
        Severity = Severity.Warning,
        Thresholds = [s_blocked],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options)
    {
        if (evidence.Of(SubjectKind.Network).Count == 0)
        {
            return RuleVerdict.NotApplicable("No network interface was recorded.");
        }

        TimelineSpan span = TrainingPhase.Of(evidence).Span;
        var machine = MachineLoad.Of(evidence);
        var program = ProgramLoad.Of(evidence);
        if ((DataNeeds.Lacking(span, machine.NetworkReceiveRate, "network traffic") ?? DataNeeds.Lacking(span, program.BlockedPercent, "process states")) is { } lacking)
        {
            return lacking;
        }

        double blocked = span.Mean(program.BlockedPercent);
        double received = span.Mean(machine.NetworkReceiveRate);
        double fromDisks = span.Mean(machine.DiskReadRate) is var rate && !double.IsNaN(rate) ? rate : 0;
        double threshold = options[s_blocked];
        if (!(blocked > threshold) || !(received > LeastReceived) || fromDisks > QuietDiskShare * received)
        {
            return RuleVerdict.Quiet;
        }

        EvidenceItem item = WindowEvidence.Samples(
            span, program.BlockedPercent, ProcessMetrics.State, $"Processes that load data were blocked in the kernel for {blocked:0} % of the time.", blocked, threshold, "%");
        EvidenceItem traffic = WindowEvidence.Samples(
            span, machine.NetworkReceiveRate, NetworkMetrics.ReceivedBytes, $"{Phrase.Speed(received)} came from the network, {Phrase.Speed(fromDisks)} from local disks.", received, null, "By/s");
        return Description.Fired(
            Severity.Warning,
            "Data come slowly over the network",
            $"{item.Text} Meanwhile {char.ToLowerInvariant(traffic.Text[0])}{traffic.Text[1..]} Storage behind a network answers each small read late, however wide the wire.",
            Math.Min(0.8, Sureness.Beyond(item.Count ?? 0, blocked, threshold)),
            [item, traffic],
            StorageRemedies.FasterStorage(evidence, blocked),
            StorageRemedies.FewerFiles(blocked));
    }
}
