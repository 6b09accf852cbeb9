using System.Net;
using System.Text.Json.Nodes;
using Vigil.Server.Tests.Support;

namespace Vigil.Server.Tests.Api;

/// <summary>The endpoints that the documents name.</summary>
public class DocumentEndpointsTests(ControlRoomFixture room) : IClassFixture<ControlRoomFixture>
{
    [Theory]
    [InlineData("/api/v1/performance/dashboard", "performance_summary,current_resources,operations_by_type,recent_activity,bottlenecks,recommendations,resource_trends")]
    [InlineData("/api/v1/performance/metrics/health_check", "metric_type,metrics,count")]
    [InlineData("/api/v1/performance/resources/history?hours=1", "hours,history,count")]
    [InlineData("/api/v1/performance/operations/active", "active_operations,count")]
    [InlineData("/api/v1/performance/benchmarks", "benchmarks,performance_summary")]
    [InlineData("/api/metrics", "timestamp,devices,throughput,inference,network,health")]
    [InlineData("/api/health", "overall_status,timestamp,checks")]
    [InlineData("/api/devices", "devices")]
    [InlineData("/api/throughput", "requests_per_second,tokens_per_second,window_seconds")]
    [InlineData("/api/stats", "total_requests,failed_requests,error_rate,average_latency_ms,p95_latency_ms,total_tokens")]
    public async Task Shapes_are_fixed(string address, string members) =>
        string.Join(',', (await room.GetAsync(address)).AsObject().Select(member => member.Key)).ShouldBe(members);

    [Fact]
    public async Task Resources_are_those_of_the_newest_sample()
    {
        JsonNode resources = await room.GetAsync("/api/v1/performance/resources/current");

        ((string)resources["run_id"]!).ShouldBe(InventedRun.Failed);
        ((double)resources["timestamp"]!).ShouldBe(InventedRun.Start + 1000 + InventedRun.Samples - 1);
        ((double)resources["memory_total_gb"]!).ShouldBe(16);
        ((double)resources["disk_free_gb"]!).ShouldBe(50);
        ((double)resources["gpu_memory_used_mb"]!).ShouldBe(6 * 1024);
    }

    [Fact]
    public async Task Optimising_answers_with_advice() =>
        (await room.SendAsync(HttpMethod.Post, "/api/v1/performance/optimize", "{}"))["recommendations"].ShouldBeOfType<JsonArray>();

    [Theory]
    [InlineData("/api/v1/performance/metrics/colour", HttpStatusCode.NotFound)]
    [InlineData("/api/v1/performance/report?hours=0", HttpStatusCode.BadRequest)]
    [InlineData("/api/v1/performance/resources/history?hours=NaN", HttpStatusCode.BadRequest)]
    public async Task What_is_not_there_is_refused(string address, HttpStatusCode expected) => await room.GetAsync(address, expected);
}
