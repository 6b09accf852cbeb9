using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Vigil.Core.Runs;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Otlp;

public sealed class OtlpApiTests : IAsyncLifetime
{
    private const string Json = """
        {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeMetrics":[{"scope":{"name":"shop"},"metrics":[
          {"name":"orders","unit":"{order}","sum":{"isMonotonic":true,"aggregationTemporality":2,"dataPoints":[{"asInt":"7","attributes":[{"key":"kind","value":{"stringValue":"card"}}]}]}}]}]}]}
        """;

    private readonly ControlRoomFixture _room = new();

    public Task InitializeAsync() => _room.InitializeAsync();

    public Task DisposeAsync() => _room.DisposeAsync();

    [Fact]
    public async Task A_request_in_json_is_answered_in_json_and_read_back_as_a_series()
    {
        using HttpResponseMessage response = await PostAsync("/v1/metrics", Encoding.UTF8.GetBytes(Json), "application/json");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("{}");
        RunRecord run = await ServiceAsync();
        run.Start.Name.ShouldBe("shop");
        JsonNode subject = await Eventually.GetAsync(async () => (await _room.GetAsync($"/api/v1/runs/{run.Start.Id}/subjects"))["subjects"]!.AsArray().FirstOrDefault());
        subject["key"]!.GetValue<string>().ShouldBe("orders{kind=card}");
        subject["metrics"]![0]!["unit"]!.GetValue<string>().ShouldBe("{order}/s");
        JsonNode series = await _room.GetAsync($"/api/v1/runs/{run.Start.Id}/series?series=instrument:*:value&points=10");
        series["series"]!.AsArray().ShouldHaveSingleItem()!["key"]!.GetValue<string>().ShouldBe("orders{kind=card}");
        JsonNode item = (await _room.GetAsync("/api/v1/runs?kind=service"))["runs"]!.AsArray().ShouldHaveSingleItem()!;
        ((string)item["id"]!).ShouldBe(run.Start.Id);
        ((string)item["kind"]!).ShouldBe("service");
        await _room.GetAsync("/api/v1/runs?kind=odd", HttpStatusCode.BadRequest);
        (await _room.GetAsync("/api/v1/runs"))["runs"]!.AsArray().ShouldNotContain(item => item!["id"]!.GetValue<string>() == run.Start.Id);
    }

    [Fact]
    public async Task Percentiles_are_computed_from_the_buckets_that_came_within_the_window()
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await ReportHistogramAsync(now - 20, 50, 0, 0);
        await ReportHistogramAsync(now - 10, 50, 90, 10);

        RunRecord run = await ServiceAsync();
        JsonNode subject = await Eventually.GetAsync(async () => (await _room.GetAsync($"/api/v1/runs/{run.Start.Id}/subjects"))["subjects"]!.AsArray().FirstOrDefault());
        subject["metrics"]!.AsArray().Select(metric => (string)metric!["name"]!).ShouldBe(["count", "sum", "min", "max", "bucket.0", "bucket.1", "bucket.2", "p50", "p95", "p99"]);
        JsonArray lines = await Eventually.GetAsync(async () =>
            (await _room.GetAsync($"/api/v1/runs/{run.Start.Id}/series?series=instrument:*:p50,instrument:*:p99&points=1&from={now - 60}&to={now}"))["series"]!.AsArray() is { Count: 2 } both && both[0]!["mean"]![0] is not null ? both : null);

        // 90 of the later 100 lie between 1 and 2, the median among them; the 99th above the last bound.
        JsonNode median = lines.Single(line => (string)line!["metric"]! == "p50")!;
        ((string)median["unit"]!).ShouldBe("s");
        ((double)median["mean"]![0]!).ShouldBe(1 + (50 / 90.0), 1e-6);
        ((double)lines.Single(line => (string)line!["metric"]! == "p99")!["mean"]![0]!).ShouldBe(2);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Compressed_requests_are_taken(string encoding)
    {
        using HttpResponseMessage response = await PostAsync("/v1/metrics", Compress(Encoding.UTF8.GetBytes(Json), encoding), "application/json", encoding);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_small_request_that_becomes_a_huge_one_is_refused()
    {
        using HttpResponseMessage response = await PostAsync("/v1/metrics", Compress(new byte[64 << 20], "gzip"), "application/x-protobuf", "gzip");

        response.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("application/x-protobuf")]
    [InlineData("application/json")]
    public async Task What_is_no_request_is_answered_with_a_status_in_its_own_format(string type)
    {
        using HttpResponseMessage response = await PostAsync("/v1/logs", "{"u8.ToArray(), type);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        response.Content.Headers.ContentType!.MediaType.ShouldBe(type);
        (await response.Content.ReadAsStringAsync()).ShouldContain("no export request");
    }

    [Fact]
    public async Task Damaged_compression_is_a_bad_request()
    {
        using HttpResponseMessage response = await PostAsync("/v1/metrics", [1, 2, 3], "application/x-protobuf", "gzip");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("text/plain", null)]
    [InlineData("application/json", "zstd")]
    public async Task Other_types_and_encodings_are_refused(string type, string? encoding)
    {
        using HttpResponseMessage response = await PostAsync("/v1/metrics", Encoding.UTF8.GetBytes(Json), type, encoding);

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task What_is_not_taken_is_told()
    {
        using HttpResponseMessage response = await PostAsync("/v1/metrics", Encoding.UTF8.GetBytes(Json.Replace("\"asInt\":\"7\",", "", StringComparison.Ordinal)), "application/json");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonNode partial = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["partialSuccess"]!;
        partial["rejectedDataPoints"]!.GetValue<string>().ShouldBe("1");
        partial["errorMessage"]!.GetValue<string>().ShouldContain("orders");
    }

    private async Task ReportHistogramAsync(long unixSeconds, params int[] counts)
    {
        string json = $$$"""
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeMetrics":[{"metrics":[{"name":"duration","unit":"s","histogram":{
              "aggregationTemporality":2,"dataPoints":[{"timeUnixNano":"{{{unixSeconds}}}000000000","count":"{{{counts.Sum()}}}","sum":1,"explicitBounds":[1,2],"bucketCounts":[{{{string.Join(',', counts.Select(count => $"\"{count}\""))}}}] }]} }]}]}]}
            """;
        using HttpResponseMessage response = await PostAsync("/v1/metrics", Encoding.UTF8.GetBytes(json), "application/json");
        (await response.Content.ReadAsStringAsync()).ShouldBe("{}");
    }

    private static byte[] Compress(byte[] body, string encoding)
    {
        using var buffer = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(buffer, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(buffer, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BrotliStream(buffer, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            stream.Write(body);
        }

        return buffer.ToArray();
    }

    private async Task<HttpResponseMessage> PostAsync(string address, byte[] body, string type, string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return await _room.Client.PostAsync(new Uri(address, UriKind.Relative), content);
    }

    private Task<RunRecord> ServiceAsync() => Eventually.GetAsync(() => Task.FromResult(_room.Store.ListRuns(kind: RunKind.Service) is [var found, ..] ? found : null));
}
