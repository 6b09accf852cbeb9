using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using Vigil.Server.Prometheus;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Prometheus;

public class MetricsApiTests(LiveRoomFixture live) : IClassFixture<LiveRoomFixture>
{
    private const string OpenMetrics = "application/openmetrics-text";

    [Theory]
    [InlineData(null, "text/plain")]
    [InlineData("*/*", "text/plain")]
    [InlineData("text/plain;version=0.0.4", "text/plain")]
    [InlineData("application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.3,text/plain;version=0.0.4;q=0.5", "text/plain")]
    [InlineData("application/openmetrics-text;version=\"1.0.0\"", OpenMetrics)]
    [InlineData("application/openmetrics-text;version=2.0.0,*/*;q=0.1", "text/plain")]
    [InlineData("complete nonsense;;;q=,", "text/plain")]
    public async Task The_format_is_the_one_that_is_preferred(string? accept, string expected)
    {
        (string text, string? type) = await ScrapeAsync("/metrics", accept);

        type.ShouldBe(expected);
        text.EndsWith("# EOF\n", StringComparison.Ordinal).ShouldBe(expected == OpenMetrics);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Both_formats_keep_their_grammar(bool openMetrics)
    {
        (string text, _) = await ScrapeAsync("/metrics?names=exporters", openMetrics ? OpenMetrics + ";version=1.0.0" : null);

        Parsed page = Parsed.Read(text, openMetrics);
        page.Types["node_pressure_cpu_waiting_seconds" + (openMetrics ? "" : "_total")].ShouldBe("counter");
        page.Types["node_vmstat_oom_kill"].ShouldBe(openMetrics ? "unknown" : "untyped");
        page.Samples.Keys.ShouldContain("node_memory_MemTotal_bytes");
    }

    [Fact]
    public async Task A_live_run_the_machine_and_the_server_are_told()
    {
        (string text, _) = await ScrapeAsync("/metrics", null);

        Parsed page = Parsed.Read(text, openMetrics: false);
        string run = $"{{run=\"{LiveRoomFixture.Id}\",name=\"a \\\"quoted\\\\name\\\"\"}}";
        page.Samples["vigil_run_step" + run].ShouldBe(InventedRun.Samples);
        page.Samples["vigil_run_loss" + run].ShouldBe(4.0 / InventedRun.Samples);
        page.Samples["vigil_machine_memory_total_bytes"].ShouldBe(16.0 * (1L << 30));
        page.Samples.Single(sample => sample.Key.StartsWith("DCGM_FI_DEV_FB_FREE{", StringComparison.Ordinal)).Value.ShouldBe(2048);
        page.Samples.Single(sample => sample.Key.StartsWith("vigil_process_cpu_seconds_total{", StringComparison.Ordinal) && sample.Key.Contains("pid=\"100\",role=\"main\",process=\"python3\",mode=\"user\"", StringComparison.Ordinal))
            .Value.ShouldBe((1000 + ((InventedRun.Samples - 1) * 50)) / 100.0);
        page.Samples["vigil_live_runs"].ShouldBe(1);
        page.Samples["node_cpu_seconds_total{cpu=\"mean\",mode=\"idle\"}"].ShouldBe((100_000 + ((InventedRun.Samples - 1) * 150)) / 100.0 / 2);
        page.Samples["vigil_metrics_left_out{kind=\"process\"}"].ShouldBe(0);
        page.Samples["process_resident_memory_bytes"].ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(29, true)]
    [InlineData(31, false)]
    public void A_run_that_fell_silent_is_told_no_more_and_one_that_has_ended_never(int secondsLater, bool told)
    {
        double latest = live.Room.Store.FindRuns(LiveRoomFixture.Id)[0].LastSeenAt;
        var page = new MetricsPage();

        new MetricsSource(live.Room.Store, live.Room.Store.Live, new StandingClock(latest + secondsLater)).Fill(page, exporterNames: false);

        string text = page.Format(openMetrics: false);
        text.Contains(LiveRoomFixture.Id, StringComparison.Ordinal).ShouldBe(told);
        text.Contains("node_cpu_seconds_total", StringComparison.Ordinal).ShouldBe(told);
        text.ShouldNotContain(InventedRun.Finished);
    }

    [Fact]
    public async Task Whoever_takes_gzip_gets_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/metrics", UriKind.Relative));
        request.Headers.Add("Accept-Encoding", "gzip;q=0.9, br");
        using HttpResponseMessage response = await live.Room.Client.SendAsync(request);

        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        await using var plain = new GZipStream(body, CompressionMode.Decompress);
        using var reader = new StreamReader(plain, Encoding.UTF8);
        (await reader.ReadToEndAsync()).ShouldContain("vigil_build_info");
    }

    [Fact]
    public async Task Names_that_are_none_are_refused() => await live.Room.GetAsync("/metrics?names=others", HttpStatusCode.BadRequest);

    private async Task<(string Text, string? Type)> ScrapeAsync(string address, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(address, UriKind.Relative));
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using HttpResponseMessage response = await live.Room.Client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return (text, response.Content.Headers.ContentType?.MediaType);
    }

    private sealed class StandingClock(double unixSeconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds((long)(unixSeconds * 1000));
    }

    /// <summary>A page taken apart as strictly as the formats allow: families in one piece, their type before them, every sample once.</summary>
    private sealed record Parsed(Dictionary<string, string> Types, Dictionary<string, double> Samples)
    {
        public static Parsed Read(string text, bool openMetrics)
        {
            var page = new Parsed([], []);
            string? family = null;
            string[] lines = text.Split('\n');
            lines[^1].ShouldBeEmpty();
            foreach (string line in lines[..^1])
            {
                if (line == "# EOF")
                {
                    continue;
                }

                if (line.Split(' ', 4) is ["#", var word, var name, var rest])
                {
                    if (word == "HELP")
                    {
                        page.Types.ContainsKey(name).ShouldBeFalse(name);
                        family = name;
                    }
                    else if (word == "TYPE")
                    {
                        page.Types.Add(name, rest);
                    }
                    else
                    {
                        word.ShouldBe("UNIT");
                        name.ShouldEndWith("_" + rest);
                    }

                    name.ShouldBe(family);
                    continue;
                }

                int value = line.LastIndexOf(' ');
                string sample = line[..value];
                string told = sample.Split('{')[0];
                told.ShouldBe(openMetrics && page.Types[family!] == "counter" ? family + "_total" : family);
                page.Samples.Add(sample, line[(value + 1)..] switch
                {
                    "NaN" => double.NaN,
                    "+Inf" => double.PositiveInfinity,
                    "-Inf" => double.NegativeInfinity,
                    var number => double.Parse(number, CultureInfo.InvariantCulture),
                });
            }

            return page;
        }
    }
}
