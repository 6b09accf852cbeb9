using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Analysis.Statistics;
using Vigil.Configuration.Dialects;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>So much goes over an accelerator's bus that the bus may be what is waited for.</summary>
internal sealed class PcieTrafficRule : IRule
{
    private static readonly Threshold s_speed = new("pcie_traffic.gigabytes_per_second", 20, 0, 10_000, "Traffic in one direction that is exceeded for half of the training, GB/s.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG030",
        Name = "pcie_traffic",
        Title = "PCIe traffic is heavy",
        Category = RuleCategory.Gpu,
        Severity = Severity.Warning,
        Thresholds = [s_speed],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options) => PerGpu.Judge(evidence, GpuMetrics.PcieReceived, "PCIe traffic", (gpu, span) =>
    {
        double received = Quantiles.Median(span.On(gpu, GpuMetrics.PcieReceived).AsSpan(span.First, span.Count)) / 1e9;
        double sent = Quantiles.Median(span.On(gpu, GpuMetrics.PcieSent).AsSpan(span.First, span.Count)) / 1e9;
        Metric metric = sent > received ? GpuMetrics.PcieSent : GpuMetrics.PcieReceived;
        double speed = sent > received ? sent : received;
        double threshold = options[s_speed];
        if (!(speed > threshold))
        {
            return null;
        }

        EvidenceItem item = WindowEvidence.Samples(
            span, span.On(gpu, metric), metric, $"{speed:0.#} GB/s went {(sent > received ? "from" : "to")} {GpuLoad.NameOf(gpu)} for half of the training (median).", speed, threshold, "GBy/s");
        return Description.Finding(
            Severity.Warning,
            $"{speed:0} GB/s over PCIe",
            $"{item.Text} Computing waits for what must cross the bus first: batches, offloaded layers or optimiser states, gradients between cards without a link of their own.",
            Sureness.Beyond(item.Count ?? 0, speed, threshold),
            [item],
            evidence.Settings.Find(TrainingSetting.Offload)?.Flag == true
                ? new Remedy
                {
                    Title = "Keep the model on the device",
                    Action = "Turn offloading off where memory allows it",
                    Impact = "Layers no longer cross the bus at every step; more device memory is used",
                    Setting = TrainingSetting.Offload,
                    Value = false,
                }
                : null,
            new Remedy { Title = "Send less over the bus", Action = "Send images as bytes and convert them on the device; accumulate gradients over more batches before they are exchanged", Impact = "The bus carries a fraction of it" });
    });
}
