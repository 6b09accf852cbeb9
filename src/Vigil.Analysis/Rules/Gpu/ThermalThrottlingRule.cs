using Vigil.Analysis.Evidence;
using Vigil.Analysis.Findings;
using Vigil.Core.Metrics;

namespace Vigil.Analysis.Rules.Gpu;

/// <summary>An accelerator is hot, and perhaps slower for it.</summary>
internal sealed class ThermalThrottlingRule : IRule
{
    private const double LeastTimePercent = 5;
    private static readonly Threshold s_warm = new("gpu_thermal.celsius", 80, 0, 200, "Temperature from which it is told, °C.");
    private static readonly Threshold s_hot = new("gpu_thermal.throttling_celsius", 82, 0, 200, "Temperature above which lower clocks are put down to heat, °C.");
    private static readonly Threshold s_clock = new("gpu_thermal.clock_loss_percent", 15, 0, 100, "Loss of clock while hot from which it is a warning, percent of the highest clock.");

    public RuleDescription Description { get; } = new()
    {
        Id = "VIG027",
        Name = "gpu_thermal",
        Title = "GPU is hot",
        Category = RuleCategory.Gpu,
        Severity = Severity.Warning,
        Thresholds = [s_warm, s_hot, s_clock],
    };

    public RuleVerdict Evaluate(RunEvidence evidence, RuleOptions options) => PerGpu.Judge(evidence, GpuMetrics.Temperature, "temperature", (gpu, span) =>
    {
        double[] celsius = span.On(gpu, GpuMetrics.Temperature);
        double warmPercent = 100 * span.Share(celsius, value => value > options[s_warm]);
        double reasonPercent = span.ReasonPercent(gpu, ThrottleReasons.Thermal);
        double loss = span.ClockLossPercent(gpu, GpuMetrics.Temperature, value => value > options[s_hot]);
        bool isThrottled = reasonPercent > LeastTimePercent || (warmPercent > LeastTimePercent && loss > options[s_clock]);
        if (!isThrottled && !(warmPercent > LeastTimePercent))
        {
            return null;
        }

        double highest = span.Maximum(celsius);
        EvidenceItem item = WindowEvidence.Samples(
            span, celsius, GpuMetrics.Temperature, $"{GpuLoad.NameOf(gpu)} was above {options[s_warm]:0} °C for {warmPercent:0} % of the training, {highest:0} °C at most.", highest, options[s_warm], "Cel");
        double lost = isThrottled ? Math.Max(loss, span.ClockLossPercent(gpu, GpuMetrics.ThrottleReasons, static value => value > 0 && ((long)value & ThrottleReasons.Thermal) != 0) * reasonPercent / 100) : 0;
        return Description.Finding(
            isThrottled ? Severity.Warning : Severity.Info,
            isThrottled ? $"Heat slows the GPU ({highest:0} °C)" : $"GPU reaches {highest:0} °C",
            $"{item.Text} {(isThrottled ? $"{(reasonPercent > LeastTimePercent ? $"The driver held clocks down for heat for {reasonPercent:0} % of the time. " : "")}Clocks were {lost:0} % lower." : "Its clocks were not lower for it yet.")}",
            isThrottled && reasonPercent > LeastTimePercent ? 0.95 : Sureness.Beyond(item.Count ?? 0, highest, options[s_warm]),
            [item],
            new Remedy
            {
                Title = "Cool the GPU",
                Action = "Clear air inlets and filters, raise the fan curve, give neighbouring cards room, or lower the power limit a little",
                Impact = isThrottled ? $"Clocks up to {lost:0} % higher" : "Keeps clocks up on warmer days",
                Effect = lost > 0 ? Effects.UpTo(lost, "bounded by the measured loss of clock") : null,
            });
    });
}
