namespace Vigil.Core.Metrics;

/// <summary>
/// Names under which requests to models are recorded, whichever engine answers them: those of the semantic conventions for generative AI,
/// and Vigil's own where these have none. Stored as the metric of instruments; a contract told in docs/inference.md.
/// </summary>
public static class InferenceMetrics
{
    /// <summary>Time from the arrival of a request to its last token, seconds; a histogram.</summary>
    public const string RequestDuration = "gen_ai.server.request.duration";

    /// <summary>The same as the client sees it.</summary>
    public const string ClientDuration = "gen_ai.client.operation.duration";

    /// <summary>Time to the first token, seconds; a histogram.</summary>
    public const string TimeToFirstToken = "gen_ai.server.time_to_first_token";

    /// <summary>Time from one token to the next, seconds; a histogram.</summary>
    public const string TimePerOutputToken = "gen_ai.server.time_per_output_token";

    /// <summary>Tokens of a request, by <c>gen_ai.token.type</c> (<c>input</c>, <c>output</c>); a histogram.</summary>
    public const string ClientTokens = "gen_ai.client.token.usage";

    /// <summary>Requests that ended, by <see cref="Outcome"/>; a counter.</summary>
    public const string Requests = "vigil.inference.requests";

    /// <summary>Tokens read in requests; a counter.</summary>
    public const string InputTokens = "vigil.inference.tokens.input";

    /// <summary>Tokens made; a counter.</summary>
    public const string OutputTokens = "vigil.inference.tokens.output";

    /// <summary>Tokens of a request that were read; a histogram.</summary>
    public const string RequestInputTokens = "vigil.inference.request.input_tokens";

    /// <summary>Tokens of a request that were made; a histogram.</summary>
    public const string RequestOutputTokens = "vigil.inference.request.output_tokens";

    /// <summary>Time that requests waited before they were worked on, seconds; a histogram.</summary>
    public const string QueueDuration = "vigil.inference.queue.duration";

    /// <summary>Time that requests were worked on, seconds; a histogram.</summary>
    public const string ProcessingDuration = "vigil.inference.processing.duration";

    /// <summary>Time of all requests together, seconds; a counter of engines that know no histograms.</summary>
    public const string RequestTime = "vigil.inference.request.time";

    /// <summary>Time that all requests together waited, seconds; a counter.</summary>
    public const string QueueTime = "vigil.inference.queue.time";

    /// <summary>Time that all requests together were worked on, seconds; a counter.</summary>
    public const string ProcessingTime = "vigil.inference.processing.time";

    /// <summary>Requests being worked on; a gauge.</summary>
    public const string Running = "vigil.inference.requests.running";

    /// <summary>Requests that wait; a gauge.</summary>
    public const string Waiting = "vigil.inference.requests.waiting";

    /// <summary>Share of the key-value cache in use, 0 to 1; a gauge.</summary>
    public const string CacheUsage = "vigil.inference.kv_cache.usage";

    /// <summary>Requests worked on together; a histogram.</summary>
    public const string BatchSize = "vigil.inference.batch.size";

    /// <summary>Requests worked on together now; a gauge.</summary>
    public const string CurrentBatchSize = "vigil.inference.batch.current_size";

    /// <summary>Inferences, each of one batch entry; a counter.</summary>
    public const string Inferences = "vigil.inference.inferences";

    /// <summary>Batches worked on; a counter.</summary>
    public const string Batches = "vigil.inference.batches";

    /// <summary>Requests put back because memory ran out; a counter.</summary>
    public const string Preemptions = "vigil.inference.preemptions";

    /// <summary>Whether a target answered: 1 or 0; a gauge.</summary>
    public const string ScrapeUp = "vigil.scrape.up";

    /// <summary>How long a target took to answer, seconds; a gauge.</summary>
    public const string ScrapeDuration = "vigil.scrape.duration";

    /// <summary>Attribute: how a request ended: <c>success</c>, <c>failure</c>, <c>cancelled</c>.</summary>
    public const string Outcome = "outcome";

    /// <summary>Attribute: the model.</summary>
    public const string Model = "gen_ai.request.model";

    /// <summary>Attribute: the device.</summary>
    public const string Device = "hw.id";
}
