using System.Net;
using System.Text.Json.Nodes;
using Vigil.Core.Operations;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Api;

/// <summary>Operations as they come out: 600 chats over an hour, of which 10 % fail and one took a minute.</summary>
public sealed class OperationsApiTests : IAsyncLifetime, IDisposable
{
    private const int Chats = 600;
    private readonly ControlRoomFixture _room = new()
    {
        Configure = options => options with { Objectives = [new ServiceObjective { Name = "chat", Target = 0.99, Type = OperationType.InferenceRequest, WithinSeconds = 1 }] },
    };

    private readonly double _now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
    private IOperationSink? _sink;

    public async Task InitializeAsync()
    {
        await _room.InitializeAsync();
        _sink = _room.Store.Operations.OpenSink();
        _sink.Write(null, [.. Enumerable.Range(0, Chats).Select(i => new Operation
        {
            Key = new OperationKey(OperationType.InferenceRequest, "chat"),
            StartUnixNanoseconds = (long)((_now - 3600 + (i * 6)) * 1e9),
            DurationNanoseconds = i == 300 ? 60_000_000_000 : 20_000_000 + (i * 1000),
            Outcome = i % 10 == 0 ? OperationOutcome.Failed : OperationOutcome.Succeeded,
            TraceId = (UInt128)(i + 1),
            SpanId = (ulong)i + 1,
            Detail = i % 10 == 0 ? new OperationDetail { Error = "no room", ErrorCategory = "capacity", Metadata = new JsonObject { ["tokens"] = i } } : null,
        })]);
        _sink.Write(null, [new Operation { Key = new OperationKey(OperationType.Download, "llama.bin"), StartUnixNanoseconds = (long)(_now * 1e9) - 1_000_000_000, DurationNanoseconds = 500_000_000 }]);
        _sink.SetActive(null, [new ActiveOperation(new OperationKey(OperationType.Download, "weights.bin"), (long)(_now * 1e9), 0, 9, 0, null)]);
        _sink.Flush().ShouldBeTrue();
    }

    public async Task DisposeAsync()
    {
        _sink!.Dispose();
        await _room.DisposeAsync();
    }

    public void Dispose() => _sink?.Dispose();

    [Fact]
    public async Task The_documents_endpoints_are_alive()
    {
        JsonNode dashboard = await _room.GetAsync("/api/v1/performance/dashboard");
        JsonNode summary = dashboard["performance_summary"]!;
        ((long)summary["total_operations_24h"]!).ShouldBe(Chats + 1);
        ((double)summary["success_rate"]!).ShouldBe((Chats * 0.9 + 1) / (Chats + 1), 1e-9);
        ((double)summary["p95_duration"]!).ShouldBe(0.0205, 0.0005);
        ((long)dashboard["operations_by_type"]!["inference_request"]!).ShouldBe(Chats);
        ((long)dashboard["operations_by_type"]!["download_operation"]!).ShouldBe(1);
        ((string)dashboard["bottlenecks"]![0]!).ShouldContain("of 601 operations failed");

        JsonNode report = await _room.GetAsync("/api/v1/performance/report?hours=2");
        ((double)report["performance_score"]!).ShouldBeInRange(1, 94.9);
        JsonNode metrics = await _room.GetAsync("/api/v1/performance/metrics/download_operation");
        ((string)metrics["metrics"]![0]!["operation_name"]!).ShouldBe("llama.bin");
        ((double)metrics["metrics"]![0]!["duration_seconds"]!).ShouldBe(0.5);
        JsonNode active = await _room.GetAsync("/api/v1/performance/operations/active");
        ((string)active["active_operations"]![0]!["operation_name"]!).ShouldBe("weights.bin");
        ((long)(await _room.GetAsync("/api/v1/performance/benchmarks"))["benchmarks"]!["inference_request"]!["failed"]!).ShouldBe(60);
    }

    [Fact]
    public async Task Slow_and_failed_ones_and_their_traces_are_listed()
    {
        JsonNode slow = (await _room.GetAsync("/api/v1/operations/list?order=slowest&limit=1"))["operations"]![0]!;
        ((double)slow["duration_seconds"]!).ShouldBe(60);
        ((string)slow["trace_id"]!).ShouldBe(301.ToString("x32"));
        JsonNode trace = await _room.GetAsync($"/api/v1/operations/trace/{(string)slow["trace_id"]!}?t={(double)slow["start_time"]!:F3}");
        trace["operations"]!.AsArray().Count.ShouldBe(1);

        JsonArray failed = (await _room.GetAsync("/api/v1/operations/list?outcome=failed&type=inference_request&limit=1000"))["operations"]!.AsArray();
        failed.Count.ShouldBe(60);
        ((string)failed[0]!["error_category"]!).ShouldBe("capacity");
        ((int)failed[0]!["metadata"]!["tokens"]!).ShouldBe(590);
    }

    [Fact]
    public async Task The_timeline_counts_all_in_its_heat_map()
    {
        JsonNode timeline = await _room.GetAsync("/api/v1/operations/timeline?type=inference_request&points=60");
        timeline["count"]!.AsArray().Sum(count => (long)count!).ShouldBe(Chats);
        timeline["heat"]!["counts"]!.AsArray().Sum(column => column!.AsArray().Sum(count => (long)count!)).ShouldBe(Chats);
        timeline["t"]!.AsArray().Count.ShouldBe(timeline["p95_seconds"]!.AsArray().Count);
    }

    [Fact]
    public async Task An_objective_burns_its_budget()
    {
        JsonNode objective = (await _room.GetAsync("/api/v1/operations/objectives"))["objectives"]![0]!;
        ((long)objective["bad"]!).ShouldBe(61);

        // 10 % bad where 1 % is allowed: ten times too fast, which is above 6 and below 14.4.
        ((double)objective["burn_rates"]![0]!["long_rate"]!).ShouldBeInRange(9, 11.5);
        ((bool)objective["burn_rates"]![0]!["firing"]!).ShouldBeFalse();
        ((bool)objective["burn_rates"]![1]!["firing"]!).ShouldBeTrue();
        ((double)objective["budget_left"]!).ShouldBeLessThan(0);
    }

    [Fact]
    public async Task A_change_is_measured_against_what_was_before()
    {
        JsonNode impact = await _room.GetAsync($"/api/v1/operations/impact?at={_now - 1800:F0}&hours=0.5&name=chat");
        ((double)impact["p50"]!["before_seconds"]!).ShouldBeLessThan(0.0205);
        (((long)impact["before"]!["count"]!) + ((long)impact["after"]!["count"]!)).ShouldBeInRange(560, 620);
    }

    [Theory]
    [InlineData("/api/v1/operations?from=5&to=5")]
    [InlineData("/api/v1/operations?type=No+type")]
    [InlineData("/api/v1/operations/timeline?points=0")]
    [InlineData("/api/v1/operations/list?order=fastest")]
    [InlineData("/api/v1/operations/list?outcome=odd")]
    [InlineData("/api/v1/operations/trace/xyz")]
    [InlineData("/api/v1/operations/impact")]
    public async Task What_cannot_be_is_refused(string address) => await _room.GetAsync(address, HttpStatusCode.BadRequest);
}
