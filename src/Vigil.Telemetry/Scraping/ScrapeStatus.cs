namespace Vigil.Telemetry.Scraping;

/// <summary>How a target does.</summary>
public enum ScrapeState
{
    /// <summary>It was not asked yet.</summary>
    Waiting,

    /// <summary>It answered.</summary>
    Up,

    /// <summary>Nobody answers there, or not in time.</summary>
    Down,

    /// <summary>It answers with something that is no page of metrics, or too large.</summary>
    Refused,
}

/// <summary>What is known of a target after it was asked.</summary>
/// <param name="Target">The target.</param>
/// <param name="State">How it does.</param>
public sealed record ScrapeStatus(ScrapeTarget Target, ScrapeState State)
{
    /// <summary>The engine that its metrics are of: <c>vllm</c>, <c>triton</c>, <c>tgi</c>, <c>llama.cpp</c>; null for none that is known.</summary>
    public string? Engine { get; init; }

    /// <summary>Why it is not up, for people; null when it is.</summary>
    public string? Reason { get; init; }

    /// <summary>When the state began, seconds since the Unix epoch.</summary>
    public double Since { get; init; }

    /// <summary>When it was asked last, seconds since the Unix epoch; null before the first time.</summary>
    public double? LastAsked { get; init; }

    /// <summary>How long that took, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Samples of its last page.</summary>
    public long Samples { get; init; }

    /// <summary>Those that were not recorded because there are too many.</summary>
    public long LeftOut { get; init; }
}
