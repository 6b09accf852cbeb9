using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>The hardware itself halves the clocks, or the power supply asks for it.</summary>
internal sealed class HardwareSlowdownRule : IRule
{
    private static readonly Threshold s_time = new("gpu_hardware_slowdown.time_percent", 1, 0, 100, "Share of the training in which the hardware held clocks down, percent.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG029",
        Name = "gpu_hardware_slowdown",
        Title = "The hardware slows the GPU down",
        Category = RuleCategory.Gpu,
        Severity = Severity.Warning,
        Thresholds = [s_time],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options) => PerGpu.Judge(evidence, GpuMetrics.ThrottleReasons, "throttle reasons", (gpu, span) =>
    {
        // Heat sets the general bit too; it has a rule of its own.
        double percent = 100 * span.Share(
            span.On(gpu, GpuMetrics.ThrottleReasons),
            static value => value > 0 && ((long)value & (ThrottleReasons.HardwareSlowdown | ThrottleReasons.PowerBrake)) != 0 && ((long)value & ThrottleReasons.Thermal) == 0);
        if (!(percent > options[s_time]))
        {
            return null;
        }

        bool isBrake = span.ReasonPercent(gpu, ThrottleReasons.PowerBrake) > 0;
        double loss = span.ClockLossPercent(gpu, GpuMetrics.ThrottleReasons, static value => value > 0 && ((long)value & (ThrottleReasons.HardwareSlowdown | ThrottleReasons.PowerBrake)) != 0);
        EvidenceItem item = WindowEvidence.Samples(
            span, span.On(gpu, GpuMetrics.ThrottleReasons), GpuMetrics.ThrottleReasons, $"The hardware held the clocks of {GpuLoad.NameOf(gpu)} down for {percent:0.#} % of the training.", percent, options[s_time], "%");
        return Description.Finding(
            Severity.Warning,
            isBrake ? "The power supply brakes the GPU" : "The hardware slows the GPU down",
            $"{item.Text} Clocks were {loss:0} % lower meanwhile. {(isBrake ? "The supply asked for it: it cannot deliver what the cards draw together." : "Neither heat nor the power limit is given as the reason.")}",
            Sureness.Beyond(item.Count ?? 0, percent, options[s_time]),
            [item],
            new Remedy
            {
                Title = "Check supply and card",
                Action = "Check power cables, the supply's capacity and redundancy; test the card in another slot or machine",
                Impact = $"Clocks up to {loss:0} % higher at such times",
                Effect = loss > 0 ? Effects.UpTo(loss * percent / 100, "bounded by the measured loss of clock") : null,
            });
    });
}
