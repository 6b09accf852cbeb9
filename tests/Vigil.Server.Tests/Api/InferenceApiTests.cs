using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vigil.Server.Tests.Support;
using Vigil.Telemetry.Scraping;

namespace Vigil.Server.Tests.Api;

/// <summary>Requests that models answered, from engines that are scraped while the server runs.</summary>
public sealed class InferenceApiTests : IAsyncLifetime
{
    private WebApplication _engine = null!;
    private Uri _address = null!;
    private long _asked;

    public async Task InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        _engine = builder.Build();
        _engine.Urls.Add("http://127.0.0.1:0");
        _engine.MapGet("/vllm", () => Results.Text(Vllm(Interlocked.Increment(ref _asked)), "text/plain"));
        _engine.MapGet("/garbage", () => "<html>");
        await _engine.StartAsync();
        _address = new Uri(_engine.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async Task DisposeAsync()
    {
        await _engine.StopAsync();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task What_is_scraped_is_answered_by_engine_in_total_and_over_time()
    {
        await using StartedRoom room = await StartedRoom.CreateAsync(options => options with { ScrapeTargets = [Target("chat", "/vllm"), Target("broken", "/garbage")] });
        JsonNode answer = await Eventually.GetAsync<JsonNode>(async () =>
            await room.Room.GetAsync("/api/v1/inference?points=10") is var said && (long?)said["total"]!["requests"] >= 20 ? said : null);

        JsonNode line = answer["lines"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)line["name"]!).ShouldBe("chat");
        ((string)line["engine"]!).ShouldBe("vllm");
        ((string)line["model"]!).ShouldBe("little");
        long requests = (long)line["requests"]!;
        ((long)line["output_tokens"]!).ShouldBe(requests * 50);
        ((long)line["failed"]!).ShouldBe(requests / 10);
        ((double)line["latency"]!["mean_seconds"]!).ShouldBe(0.6, 1e-6);
        ((double)line["latency"]!["p95_seconds"]!).ShouldBe(0.975, 1e-6);
        ((double)line["running"]!).ShouldBe(3);
        ((double)line["kv_cache_usage"]!).ShouldBe(0.5);
        answer["timeline"]!["t"]!.AsArray().Count.ShouldBe(10);
        answer["timeline"]!["requests_per_second"]!.AsArray().Sum(value => (double?)value ?? 0).ShouldBeGreaterThan(0);
        JsonNode[] targets = [.. answer["targets"]!.AsArray().Select(target => target!)];
        ((string)targets[0]["state"]!).ShouldBe("up");
        ((string)targets[1]["state"]!).ShouldBe("refused");
        ((string)targets[1]["reason"]!).ShouldBe("line 1 is no metric: <html>");

        JsonNode stats = await room.Room.GetAsync("/api/stats");
        ((long)stats["total_requests"]!).ShouldBeGreaterThanOrEqualTo(requests);
        ((double)stats["error_rate"]!).ShouldBe(0.1, 1e-9);
        ((double)stats["average_latency_ms"]!).ShouldBe(600, 1e-3);
        ((double)stats["p95_latency_ms"]!).ShouldBe(975, 1e-3);
        ((double)(await room.Room.GetAsync("/api/throughput"))["tokens_per_second"]!).ShouldBeGreaterThan(0);
        ((long)(await room.Room.GetAsync("/api/metrics"))["inference"]!["total_requests"]!).ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("/api/v1/inference?points=0")]
    [InlineData("/api/v1/inference?from=5&to=4")]
    [InlineData("/api/v1/inference?from=0&to=1e10")]
    public async Task What_cannot_be_asked_is_refused(string address)
    {
        await using StartedRoom room = await StartedRoom.CreateAsync(options => options);
        await room.Room.GetAsync(address, System.Net.HttpStatusCode.BadRequest);
    }

    private ScrapeTarget Target(string name, string path) => new() { Name = name, Url = new Uri(_address, path), Interval = TimeSpan.FromMilliseconds(200) };

    // Ten requests from one page to the next: nine in half a second to a second, each of 50 tokens, one that fails.
    private static string Vllm(long turn) => string.Create(CultureInfo.InvariantCulture, $$"""
        # TYPE vllm:num_requests_running gauge
        vllm:num_requests_running{model_name="little"} 3
        # TYPE vllm:kv_cache_usage_perc gauge
        vllm:kv_cache_usage_perc{model_name="little"} 0.5
        # TYPE vllm:request_success_total counter
        vllm:request_success_total{finished_reason="stop",model_name="little"} {{9 * turn}}
        vllm:request_success_total{finished_reason="error",model_name="little"} {{turn}}
        # TYPE vllm:generation_tokens_total counter
        vllm:generation_tokens_total{model_name="little"} {{500 * turn}}
        # TYPE vllm:e2e_request_latency_seconds histogram
        vllm:e2e_request_latency_seconds_bucket{model_name="little",le="0.5"} 0
        vllm:e2e_request_latency_seconds_bucket{model_name="little",le="1.0"} {{10 * turn}}
        vllm:e2e_request_latency_seconds_bucket{model_name="little",le="+Inf"} {{10 * turn}}
        vllm:e2e_request_latency_seconds_sum{model_name="little"} {{6 * turn}}
        vllm:e2e_request_latency_seconds_count{model_name="little"} {{10 * turn}}

        """);
}
