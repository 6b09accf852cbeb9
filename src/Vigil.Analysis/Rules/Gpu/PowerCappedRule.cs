using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>The power limit of an accelerator holds its clocks down, noticeably.</summary>
internal sealed class PowerCappedRule : IRule
{
    private static readonly Threshold s_time = new("gpu_power_capped.time_percent", 20, 0, 100, "Share of the training in which the power limit held clocks down, percent.");
    private static readonly Threshold s_clock = new("gpu_power_capped.clock_loss_percent", 10, 0, 100, "Loss of clock meanwhile, percent of the highest clock: every card touches its limit, and that alone is no fault.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG028",
        Name = "gpu_power_capped",
        Title = "The power limit slows the GPU",
        Category = RuleCategory.Gpu,
        Severity = Severity.Info,
        Thresholds = [s_time, s_clock],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options) => PerGpu.Judge(evidence, GpuMetrics.ThrottleReasons, "throttle reasons", (gpu, span) =>
    {
        double percent = span.ReasonPercent(gpu, ThrottleReasons.PowerCap);
        double loss = span.ClockLossPercent(gpu, GpuMetrics.ThrottleReasons, static value => value > 0 && ((long)value & ThrottleReasons.PowerCap) != 0);
        if (!(percent > options[s_time]) || !(loss > options[s_clock]))
        {
            return null;
        }

        double limit = span.Maximum(span.On(gpu, GpuMetrics.PowerLimit));
        EvidenceItem item = WindowEvidence.Samples(
            span, span.On(gpu, GpuMetrics.ThrottleReasons), GpuMetrics.ThrottleReasons, $"The power limit held the clocks of {GpuLoad.NameOf(gpu)} down for {percent:0} % of the training.", percent, options[s_time], "%");
        return Description.Finding(
            Severity.Info,
            $"The power limit costs {loss:0} % of the clock",
            $"{item.Text} They were {loss:0} % below the highest of this run{(limit > 0 ? $"; the limit is {limit:0} W" : "")}.",
            Sureness.Beyond(item.Count ?? 0, loss, options[s_clock]),
            [item],
            new Remedy
            {
                Title = "Look at the power limit",
                Action = "Compare it with the card's default (nvidia-smi -q -d POWER) and raise it where cooling and supply allow",
                Impact = $"Clocks up to {loss:0} % higher",
                Effect = Effects.UpTo(loss * percent / 100, "bounded by the measured loss of clock"),
            });
    });
}
