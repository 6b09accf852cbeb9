using System.Text.Json.Nodes;
using Vigil.Core.Metrics;
using Vigil.Server.Api.Shapes;

namespace Vigil.Server.Api.Inference;

/// <summary>Figures over time, column by column; null where nobody says.</summary>
internal static class InferenceTimeline
{
    public static JsonObject ToJson(double from, double step, InferenceFigures[] steps)
    {
        JsonArray Column(Func<InferenceFigures, double?> value) => Numbers.Array(steps.Select(figures => value(figures) ?? double.NaN));
        double? First(InferenceFigures figures, double share) => figures.HistogramOf(InferenceMetrics.TimeToFirstToken).Quantile(share);
        double? Next(InferenceFigures figures, double share) => figures.HistogramOf(InferenceMetrics.TimePerOutputToken).Quantile(share);
        return new JsonObject
        {
            ["step_seconds"] = step,
            ["t"] = Numbers.Array(steps.Select((_, index) => from + (index * step))),
            ["requests_per_second"] = Column(figures => figures.Requests / step),
            ["failed_per_second"] = Column(figures => figures.Requests is null ? null : figures.Failed / step),
            ["input_tokens_per_second"] = Column(figures => figures.InputTokens / step),
            ["output_tokens_per_second"] = Column(figures => figures.OutputTokens / step),
            ["latency_p50_seconds"] = Column(figures => figures.Latency?.Quantile(0.5)),
            ["latency_p95_seconds"] = Column(figures => figures.Latency?.Quantile(0.95)),
            ["latency_p99_seconds"] = Column(figures => figures.Latency?.Quantile(0.99)),
            ["time_to_first_token_p50_seconds"] = Column(figures => First(figures, 0.5)),
            ["time_to_first_token_p95_seconds"] = Column(figures => First(figures, 0.95)),
            ["time_per_output_token_p50_seconds"] = Column(figures => Next(figures, 0.5)),
            ["time_per_output_token_p95_seconds"] = Column(figures => Next(figures, 0.95)),
            ["running"] = Column(figures => figures.Running),
            ["waiting"] = Column(figures => figures.Waiting),
            ["kv_cache_usage"] = Column(figures => figures.CacheUsage),
        };
    }
}
