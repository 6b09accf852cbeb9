using System.Text;
using Vigil.Core.Runs;
using Vigil.Telemetry.Receiving;
using Vigil.Telemetry.Scraping;
using Vigil.Telemetry.Tests.Support;

namespace Vigil.Telemetry.Tests.Scraping;

/// <summary>Pages of each engine over HTTP into a real store, and targets that do not do what they should.</summary>
public sealed class TargetScraperTests : IAsyncDisposable
{
    private readonly ReceiverFixture _fixture = new();
    private readonly PageServer _server = new();
    private readonly HttpClient _client = new();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public async Task Vllm_becomes_the_common_metrics()
    {
        RunRecord run = await ScrapeOnceAsync("vllm");

        const string Model = "engine=0;gen_ai.request.model=org/little-chat";
        _fixture.Column(run, $"vigil.inference.requests.running{{{Model}}}").ShouldBe([3]);
        _fixture.Column(run, $"vigil.inference.requests{{{Model};outcome=success}}").ShouldBe([98]);
        _fixture.Column(run, $"vigil.inference.requests{{{Model};outcome=cancelled}}").ShouldBe([2]);
        _fixture.Column(run, $"vigil.inference.tokens.output{{{Model}}}").ShouldBe([34000]);
        _fixture.Column(run, $"vigil.inference.kv_cache.usage{{{Model}}}").ShouldBe([0.37]);
        _fixture.Column(run, $"gen_ai.server.time_to_first_token{{{Model}}}", "bucket.1").ShouldBe([50]);
        _fixture.Column(run, $"gen_ai.server.time_to_first_token{{{Model}}}", "bucket.2").ShouldBe([10]);
        _fixture.Column(run, $"gen_ai.server.request.duration{{{Model}}}", "sum").ShouldBe([110]);
    }

    [Fact]
    public async Task Triton_becomes_the_common_metrics()
    {
        RunRecord run = await ScrapeOnceAsync("triton");

        _fixture.Column(run, "vigil.inference.requests{gen_ai.request.model=resnet;outcome=failure;version=1}").ShouldBe([5]);
        _fixture.Column(run, "vigil.inference.request.time{gen_ai.request.model=resnet;version=1}").ShouldHaveSingleItem().ShouldBe(25.25, 1e-9);
        _fixture.Column(run, "vigil.inference.requests.waiting{gen_ai.request.model=resnet;version=1}").ShouldBe([7]);
        _fixture.Column(run, "nv_gpu_utilization{gpu_uuid=GPU-1}").ShouldBe([0.5]);
    }

    [Fact]
    public async Task Text_generation_inference_becomes_the_common_metrics()
    {
        RunRecord run = await ScrapeOnceAsync("tgi");

        _fixture.Column(run, "vigil.inference.requests{outcome=failure}").ShouldBe([2]);
        _fixture.Column(run, "vigil.inference.batch.current_size").ShouldBe([8]);
        _fixture.Column(run, "vigil.inference.request.output_tokens", "sum").ShouldBe([2200]);
        _fixture.Column(run, "tgi_request_count").ShouldBe([42]);
    }

    [Fact]
    public async Task Llama_cpp_becomes_the_common_metrics()
    {
        RunRecord run = await ScrapeOnceAsync("llama");

        _fixture.Column(run, "vigil.inference.tokens.output").ShouldBe([1500]);
        _fixture.Column(run, "vigil.inference.processing.time").ShouldBe([30.25]);
        _fixture.Column(run, "vigil.inference.kv_cache.usage").ShouldBe([0.25]);
        _fixture.Column(run, "llamacpp:predicted_tokens_seconds").ShouldBe([49.5]);
    }

    [Fact]
    public async Task A_target_that_goes_down_has_no_levels_and_comes_back()
    {
        TargetScraper scraper = Scraper();
        _server.Page = Page("llama");
        await scraper.ScrapeAsync(default);
        _server.Status = 503;
        await scraper.ScrapeAsync(default);
        scraper.Status.State.ShouldBe(ScrapeState.Refused);
        scraper.Status.Reason.ShouldNotBeNull().ShouldContain("503");
        scraper.Status.Engine.ShouldBe("llama.cpp");
        _server.Status = 200;
        _server.Page = "# TYPE llamacpp:tokens_predicted_total counter\nllamacpp:tokens_predicted_total 5\n# TYPE llamacpp:requests_processing gauge\nllamacpp:requests_processing 2\n";
        await scraper.ScrapeAsync(default);
        scraper.Status.State.ShouldBe(ScrapeState.Up);

        RunRecord run = await _fixture.FinishAsync();
        _fixture.Column(run, "vigil.scrape.up").ShouldBe([1, 0, 1]);
        _fixture.Column(run, "vigil.inference.requests.running").ShouldBe([1, double.NaN, 2]);
        _fixture.Column(run, "vigil.inference.tokens.output").ShouldBe([1500, 1500, 5]);
    }

    [Fact]
    public async Task Nobody_there_is_said()
    {
        TargetScraper scraper = Scraper();
        await _server.DisposeAsync();
        await scraper.ScrapeAsync(default);

        scraper.Status.State.ShouldBe(ScrapeState.Down);
        scraper.Status.Reason.ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_slow_target_is_not_waited_for()
    {
        _server.Hold = new TaskCompletionSource();
        TargetScraper scraper = Scraper(target => target with { Timeout = TimeSpan.FromMilliseconds(200) });
        await scraper.ScrapeAsync(default);

        scraper.Status.State.ShouldBe(ScrapeState.Down);
        scraper.Status.Reason.ShouldBe("no answer within 0.2 s");
    }

    [Fact]
    public async Task Garbage_is_said_with_its_line_and_records_nothing_but_that()
    {
        _server.Page = "<html>\nan error page</html>";
        TargetScraper scraper = Scraper();
        await scraper.ScrapeAsync(default);

        scraper.Status.State.ShouldBe(ScrapeState.Refused);
        scraper.Status.Reason.ShouldBe("line 1 is no metric: <html>");
        RunRecord run = await _fixture.FinishAsync();
        _fixture.Store.ReadSubjects(run.Start.Id).ShouldHaveSingleItem().Key.ShouldBe("vigil.scrape.up");
    }

    [Fact]
    public async Task A_page_of_fifty_megabytes_keeps_what_is_known()
    {
        var page = new StringBuilder(52 << 20);
        for (int i = 0; page.Length < 50 << 20; i++)
        {
            page.Append("other{number=\"").Append(i).Append("\"} 1\n");
        }

        page.Append(Page("llama"));
        _server.Bytes = Encoding.UTF8.GetBytes(page.ToString());
        TargetScraper scraper = Scraper(target => target with { Timeout = TimeSpan.FromMinutes(1) });
        await scraper.ScrapeAsync(default);

        scraper.Status.State.ShouldBe(ScrapeState.Up);
        scraper.Status.LeftOut.ShouldBeGreaterThan(1_000_000);
        RunRecord run = await _fixture.FinishAsync();
        _fixture.Column(run, "vigil.inference.tokens.output").ShouldBe([1500]);
        _fixture.Store.ReadSubjects(run.Start.Id).Count.ShouldBeLessThan(2100);
    }

    [Fact]
    public async Task A_page_beyond_the_bound_is_refused()
    {
        _server.Bytes = new byte[200_000];
        TargetScraper scraper = Scraper(target => target with { MostBytes = 100_000 });
        await scraper.ScrapeAsync(default);

        scraper.Status.State.ShouldBe(ScrapeState.Refused);
        scraper.Status.Reason.ShouldNotBeNull().ShouldStartWith("the page is larger");
    }

    [Fact]
    public async Task Headers_and_the_token_are_sent()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "secret\n");
            _server.Page = "a 1\n";
            await Scraper(target => target with { TokenFile = file, Headers = new Dictionary<string, string> { ["X-Tenant"] = "one" } }).ScrapeAsync(default);

            _server.Asked!["Authorization"].ShouldBe("Bearer secret");
            _server.Asked["X-Tenant"].ShouldBe("one");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<RunRecord> ScrapeOnceAsync(string engine)
    {
        _server.Page = Page(engine);
        TargetScraper scraper = Scraper();
        await scraper.ScrapeAsync(default);
        scraper.Status.State.ShouldBe(ScrapeState.Up, scraper.Status.Reason);
        scraper.Status.Reason.ShouldBeNull();
        return await _fixture.FinishAsync();
    }

    private TargetScraper Scraper(Func<ScrapeTarget, ScrapeTarget>? change = null)
    {
        var target = new ScrapeTarget { Name = "engine", Url = _server.Url };
        return new TargetScraper(change?.Invoke(target) ?? target, _client, request => _fixture.Receiver.Receive(Signal.Metrics, request.Span), TimeProvider.System);
    }

    private static string Page(string engine) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Scraping", "Fixtures", engine + ".txt"));
}
