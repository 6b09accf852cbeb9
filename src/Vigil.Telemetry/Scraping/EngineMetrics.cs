using System.Collections.Frozen;
using Vigil.Core.Metrics;

namespace Vigil.Telemetry.Scraping;

/// <summary>One metric of an engine in Vigil's terms.</summary>
/// <param name="Name">Its name here.</param>
/// <param name="Unit">Its unit here.</param>
/// <param name="Factor">What the engine's numbers are multiplied by.</param>
/// <param name="Outcome">How the requests that it counts ended; null where it says so itself, or counts none.</param>
internal sealed record EngineMetric(string Name, string Unit, double Factor = 1, string? Outcome = null);

/// <summary>
/// How engines name what <see cref="InferenceMetrics"/> names: vLLM, Triton, Text Generation Inference, llama.cpp. A new engine is some
/// lines here. Names stand without <c>_total</c>.
/// </summary>
internal static class EngineMetrics
{
    private const string Seconds = Units.Seconds, Requests = "{request}", Tokens = "{token}";
    private const double Micro = 1e-6, Milli = 1e-3;

    private static readonly FrozenDictionary<string, EngineMetric> s_metrics = new Dictionary<string, EngineMetric>
    {
        ["vllm:request_success"] = new(InferenceMetrics.Requests, Requests),
        ["vllm:prompt_tokens"] = new(InferenceMetrics.InputTokens, Tokens),
        ["vllm:generation_tokens"] = new(InferenceMetrics.OutputTokens, Tokens),
        ["vllm:request_prompt_tokens"] = new(InferenceMetrics.RequestInputTokens, Tokens),
        ["vllm:request_generation_tokens"] = new(InferenceMetrics.RequestOutputTokens, Tokens),
        ["vllm:e2e_request_latency_seconds"] = new(InferenceMetrics.RequestDuration, Seconds),
        ["vllm:time_to_first_token_seconds"] = new(InferenceMetrics.TimeToFirstToken, Seconds),
        ["vllm:inter_token_latency_seconds"] = new(InferenceMetrics.TimePerOutputToken, Seconds),
        ["vllm:time_per_output_token_seconds"] = new(InferenceMetrics.TimePerOutputToken, Seconds),
        ["vllm:request_queue_time_seconds"] = new(InferenceMetrics.QueueDuration, Seconds),
        ["vllm:request_inference_time_seconds"] = new(InferenceMetrics.ProcessingDuration, Seconds),
        ["vllm:num_requests_running"] = new(InferenceMetrics.Running, Requests),
        ["vllm:num_requests_waiting"] = new(InferenceMetrics.Waiting, Requests),
        ["vllm:kv_cache_usage_perc"] = new(InferenceMetrics.CacheUsage, Units.One),
        ["vllm:gpu_cache_usage_perc"] = new(InferenceMetrics.CacheUsage, Units.One),
        ["vllm:num_preemptions"] = new(InferenceMetrics.Preemptions, Requests),

        ["nv_inference_request_success"] = new(InferenceMetrics.Requests, Requests, Outcome: "success"),
        ["nv_inference_request_failure"] = new(InferenceMetrics.Requests, Requests, Outcome: "failure"),
        ["nv_inference_count"] = new(InferenceMetrics.Inferences, "{inference}"),
        ["nv_inference_exec_count"] = new(InferenceMetrics.Batches, "{batch}"),
        ["nv_inference_pending_request_count"] = new(InferenceMetrics.Waiting, Requests),
        ["nv_inference_request_duration_us"] = new(InferenceMetrics.RequestTime, Seconds, Micro),
        ["nv_inference_queue_duration_us"] = new(InferenceMetrics.QueueTime, Seconds, Micro),
        ["nv_inference_compute_infer_duration_us"] = new(InferenceMetrics.ProcessingTime, Seconds, Micro),
        ["nv_inference_first_response_histogram_ms"] = new(InferenceMetrics.TimeToFirstToken, Seconds, Milli),

        ["tgi_request_success"] = new(InferenceMetrics.Requests, Requests, Outcome: "success"),
        ["tgi_request_failure"] = new(InferenceMetrics.Requests, Requests, Outcome: "failure"),
        ["tgi_request_duration"] = new(InferenceMetrics.RequestDuration, Seconds),
        ["tgi_request_queue_duration"] = new(InferenceMetrics.QueueDuration, Seconds),
        ["tgi_request_inference_duration"] = new(InferenceMetrics.ProcessingDuration, Seconds),
        ["tgi_request_mean_time_per_token_duration"] = new(InferenceMetrics.TimePerOutputToken, Seconds),
        ["tgi_request_input_length"] = new(InferenceMetrics.RequestInputTokens, Tokens),
        ["tgi_request_generated_tokens"] = new(InferenceMetrics.RequestOutputTokens, Tokens),
        ["tgi_queue_size"] = new(InferenceMetrics.Waiting, Requests),
        ["tgi_batch_current_size"] = new(InferenceMetrics.CurrentBatchSize, Requests),
        ["tgi_batch_next_size"] = new(InferenceMetrics.BatchSize, Requests),

        ["llamacpp:prompt_tokens"] = new(InferenceMetrics.InputTokens, Tokens),
        ["llamacpp:tokens_predicted"] = new(InferenceMetrics.OutputTokens, Tokens),
        ["llamacpp:tokens_predicted_seconds"] = new(InferenceMetrics.ProcessingTime, Seconds),
        ["llamacpp:requests_processing"] = new(InferenceMetrics.Running, Requests),
        ["llamacpp:requests_deferred"] = new(InferenceMetrics.Waiting, Requests),
        ["llamacpp:kv_cache_usage_ratio"] = new(InferenceMetrics.CacheUsage, Units.One),
        ["llamacpp:n_decode"] = new(InferenceMetrics.Batches, "{batch}"),
    }.ToFrozenDictionary();

    private static readonly (string Prefix, string Engine)[] s_engines = [("vllm:", "vllm"), ("nv_", "triton"), ("tgi_", "tgi"), ("llamacpp:", "llama.cpp")];

    public static bool IsKnown(string family) => s_metrics.ContainsKey(family);

    public static EngineMetric? Find(string family) => s_metrics.GetValueOrDefault(family);

    /// <summary>The engine that has such metrics; null for none that is known.</summary>
    public static string? EngineOf(string family) => s_engines.FirstOrDefault(engine => family.StartsWith(engine.Prefix, StringComparison.Ordinal)).Engine;

    /// <summary>The name here of an engine's label.</summary>
    public static string AttributeOf(string label) => label switch
    {
        "model_name" or "model" => InferenceMetrics.Model,
        "gpu_uuid" or "gpu" => InferenceMetrics.Device,
        _ => label,
    };

    /// <summary>How requests ended that vLLM counts by their reason.</summary>
    public static string OutcomeOf(string finishedReason) => finishedReason switch { "error" => "failure", "abort" => "cancelled", _ => "success" };
}
