using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Runs;
using Vigil.Server.Api.Devices;
using Vigil.Server.Api.Machine;

namespace Vigil.Server.Api;

/// <summary>The endpoints of the inference document: the devices that were recorded, and no requests until the store has any.</summary>
internal static class ClusterApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/metrics", Metrics).WithName("getClusterMetrics").WithSummary("Devices, throughput and statistics in one answer.");
        routes.MapGet("/api/health", (IRunStore store) => Answer.Json(ClusterHealth.Of(MachineReading.Newest(store)))).WithName("getClusterHealth").WithSummary("Health of this machine by its newest sample.");
        routes.MapGet("/api/devices", (DeviceBook book) => Answer.Json(new JsonObject { ["devices"] = Devices(book) })).WithName("listDevices").WithSummary("Devices with their newest sample.");
        routes.MapGet("/api/throughput", () => Answer.Json(Throughput())).WithName("getThroughput").WithSummary("Requests and tokens per second.");
        routes.MapGet("/api/stats", () => Answer.Json(Stats())).WithName("getInferenceStats").WithSummary("Statistics of inference requests.");
    }

    private static IResult Metrics(IRunStore store, DeviceBook book)
    {
        MachineReading? newest = MachineReading.Newest(store);
        return Answer.Json(new JsonObject
        {
            ["timestamp"] = newest?.UnixSeconds,
            ["devices"] = Devices(book),
            ["throughput"] = Throughput(),
            ["inference"] = Stats(),
            ["network"] = new JsonArray(),
            ["health"] = ClusterHealth.Of(newest),
        });
    }

    private static JsonArray Devices(DeviceBook book) => new([.. book.List().Select(device => (JsonNode)device.ToJson())]);

    private static JsonObject Throughput() => new() { ["requests_per_second"] = 0, ["tokens_per_second"] = 0, ["window_seconds"] = 60 };

    private static JsonObject Stats() => new()
    {
        ["total_requests"] = 0,
        ["failed_requests"] = 0,
        ["error_rate"] = null,
        ["average_latency_ms"] = null,
        ["p95_latency_ms"] = null,
        ["total_tokens"] = 0,
    };
}
