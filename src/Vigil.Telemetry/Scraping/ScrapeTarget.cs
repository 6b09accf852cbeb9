namespace Vigil.Telemetry.Scraping;

/// <summary>An address that tells its metrics in Prometheus' text format or in OpenMetrics.</summary>
public sealed record ScrapeTarget
{
    /// <summary>The name under which it is recorded.</summary>
    public required string Name { get; init; }

    /// <summary>Where its page is: http or https.</summary>
    public required Uri Url { get; init; }

    /// <summary>Time from one request to the next. Default 5 seconds.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long an answer may take, with its body. Default 5 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Headers that are sent; none by default.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>File that holds a token for <c>Authorization: Bearer</c>, read each time; null for none.</summary>
    public string? TokenFile { get; init; }

    /// <summary>The largest page, bytes, decompressed. Default 64 MiB.</summary>
    public int MostBytes { get; init; } = 64 << 20;

    /// <summary>Samples kept of metrics that no engine is known to have; the others are counted. Default 2,000.</summary>
    public int MostOthers { get; init; } = 2000;
}
