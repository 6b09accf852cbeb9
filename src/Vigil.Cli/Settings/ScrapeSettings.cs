using System.Text.Json.Nodes;
using Vigil.Telemetry.Scraping;

namespace Vigil.Cli.Settings;

/// <summary>The section <c>scrape</c> of <c>vigil.yaml</c>: addresses that tell their metrics, by name.</summary>
internal static class ScrapeSettings
{
    /// <summary>The section's key.</summary>
    public const string Section = "scrape";

    private const double ShortestSeconds = 0.5;
    private const double LongestSeconds = 3600;
    private static readonly string[] s_members = ["url", "interval_seconds", "timeout_seconds", "headers", "token_file"];

    /// <summary>Reads it; each fault names its key.</summary>
    public static IReadOnlyList<ScrapeTarget> Read(JsonObject section, string path, List<string> faults)
    {
        var targets = new List<ScrapeTarget>();
        foreach ((string name, NamedEntry entry) in NamedEntry.Of(section, path, Section, s_members, faults))
        {
            Uri? url = entry.Address("url", Uri.UriSchemeHttp, Uri.UriSchemeHttps);
            if (!entry.Has("url"))
            {
                entry.Fault("url", "is missing; the address of the page, such as http://localhost:8000/metrics.");
            }

            TimeSpan interval = entry.Seconds("interval_seconds", ShortestSeconds, LongestSeconds) ?? TimeSpan.FromSeconds(5);
            TimeSpan timeout = entry.Seconds("timeout_seconds", 0.1, LongestSeconds) ?? (interval < TimeSpan.FromSeconds(5) ? interval : TimeSpan.FromSeconds(5));
            IReadOnlyDictionary<string, string> headers = entry.Map("headers");
            if (timeout > interval)
            {
                entry.Fault("timeout_seconds", "must not be above interval_seconds.");
            }

            if (entry.IsSound)
            {
                targets.Add(new ScrapeTarget { Name = name, Url = url!, Interval = interval, Timeout = timeout, Headers = headers, TokenFile = entry.Text("token_file") });
            }
        }

        return targets;
    }
}
