using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Runs;
using Vigil.Server.Api.Machine;

namespace Vigil.Server.Api;

/// <summary>The endpoints of the inference document: this machine as the one device, and no requests until the store has any.</summary>
internal static class ClusterApi
{
    // The document's own thresholds.
    private const double HighCpuPercent = 80;
    private const double HighMemoryPercent = 85;
    private const double LowDiskGigabytes = 5;
    private const double CriticalMemoryPercent = 95;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/metrics", Metrics).WithName("getClusterMetrics").WithSummary("Devices, throughput and statistics in one answer.");
        routes.MapGet("/api/health", (IRunStore store) => Answer.Json(Health(MachineReading.Newest(store)))).WithName("getClusterHealth").WithSummary("Health of this machine by its newest sample.");
        routes.MapGet("/api/devices", (IRunStore store) => Answer.Json(new JsonObject { ["devices"] = Devices(MachineReading.Newest(store)) })).WithName("listDevices").WithSummary("Devices with their newest sample.");
        routes.MapGet("/api/throughput", () => Answer.Json(Throughput())).WithName("getThroughput").WithSummary("Requests and tokens per second.");
        routes.MapGet("/api/stats", () => Answer.Json(Stats())).WithName("getInferenceStats").WithSummary("Statistics of inference requests.");
    }

    private static IResult Metrics(IRunStore store)
    {
        MachineReading? newest = MachineReading.Newest(store);
        return Answer.Json(new JsonObject
        {
            ["timestamp"] = newest?.UnixSeconds,
            ["devices"] = Devices(newest),
            ["throughput"] = Throughput(),
            ["inference"] = Stats(),
            ["network"] = new JsonArray(),
            ["health"] = Health(newest),
        });
    }

    private static JsonObject Health(MachineReading? newest)
    {
        var checks = new JsonObject
        {
            ["cpu"] = Check(newest?.Totals.CpuPercent, value => value > HighCpuPercent ? "warning" : "healthy"),
            ["memory"] = Check(newest?.MemoryPercent, value => value > CriticalMemoryPercent ? "critical" : value > HighMemoryPercent ? "warning" : "healthy"),
            ["disk"] = Check(newest?.DiskFreeGigabytes, value => value < LowDiskGigabytes ? "warning" : "healthy"),
        };
        string[] states = [.. checks.Select(check => (string)check.Value!["status"]!)];
        return new JsonObject
        {
            ["overall_status"] = Array.Find(["critical", "warning", "healthy"], states.Contains) ?? "unknown",
            ["timestamp"] = newest?.UnixSeconds,
            ["checks"] = checks,
        };
    }

    private static JsonObject Check(double? value, Func<double, string> judge) => new() { ["status"] = value is { } known ? judge(known) : "unknown", ["value"] = value };

    private static JsonArray Devices(MachineReading? newest)
    {
        if (newest is null)
        {
            return [];
        }

        JsonObject device = newest.ToJson();
        device["device_id"] = Environment.MachineName;
        device["is_healthy"] = (string)Health(newest)["overall_status"]! is "healthy";
        device["model_loaded"] = null;
        device["assigned_layers"] = new JsonArray();
        return [device];
    }

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
