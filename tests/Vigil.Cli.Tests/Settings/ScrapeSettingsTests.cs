using System.Text.Json.Nodes;
using Vigil.Cli.Settings;
using Vigil.Telemetry.Scraping;

namespace Vigil.Cli.Tests.Settings;

public class ScrapeSettingsTests
{
    [Fact]
    public void Targets_are_read_by_name()
    {
        List<string> faults = [];
        ScrapeTarget target = ScrapeSettings.Read(JsonNode.Parse("""{"chat": {"url": "http://gpu-1:8000/metrics", "interval_seconds": 2, "headers": {"X-Tenant": "a"}, "token_file": "/run/token"}}""")!.AsObject(), "vigil.yaml", faults).ShouldHaveSingleItem();

        faults.ShouldBeEmpty();
        target.Name.ShouldBe("chat");
        target.Url.ToString().ShouldBe("http://gpu-1:8000/metrics");
        target.Interval.ShouldBe(TimeSpan.FromSeconds(2));
        target.Timeout.ShouldBe(TimeSpan.FromSeconds(2));
        target.Headers["X-Tenant"].ShouldBe("a");
        target.TokenFile.ShouldBe("/run/token");
    }

    [Theory]
    [InlineData("""{"a": 1}""", "vigil.yaml: scrape.a: must hold some of url")]
    [InlineData("""{"a": {}}""", "vigil.yaml: scrape.a.url: is missing")]
    [InlineData("""{"a": {"url": "gpu-1:8000"}}""", "vigil.yaml: scrape.a.url: must be an address such as http://")]
    [InlineData("""{"a": {"url": "http://b/", "interval": 1}}""", "vigil.yaml: scrape.a.interval: there is no such setting")]
    [InlineData("""{"a": {"url": "http://b/", "interval_seconds": 0}}""", "vigil.yaml: scrape.a.interval_seconds: must be a number from 0.5")]
    [InlineData("""{"a": {"url": "http://b/", "interval_seconds": 2, "timeout_seconds": 3}}""", "vigil.yaml: scrape.a.timeout_seconds: must not be above")]
    [InlineData("""{"a": {"url": "http://b/", "headers": ["x"]}}""", "vigil.yaml: scrape.a.headers: must be texts by name")]
    public void Each_fault_names_its_key(string section, string fault)
    {
        List<string> faults = [];
        ScrapeSettings.Read(JsonNode.Parse(section)!.AsObject(), "vigil.yaml", faults).ShouldBeEmpty();
        faults.ShouldHaveSingleItem().ShouldStartWith(fault);
    }
}
