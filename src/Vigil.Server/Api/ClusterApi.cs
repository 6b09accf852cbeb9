using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Runs;
using Vigil.Server.Api.Devices;
using Vigil.Operations.Health;
using Vigil.Server.Api.Inference;
using Vigil.Server.Api.Machine;

namespace Vigil.Server.Api;

/// <summary>The endpoints of the inference document: the devices that were recorded, and the requests that models answered.</summary>
internal static class ClusterApi
{
    private const int ThroughputSeconds = 60;
    private const int StatsSeconds = 24 * 3600;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/metrics", MetricsAsync).WithName("getClusterMetrics").WithSummary("Devices, throughput and statistics in one answer.");
        routes.MapGet("/api/devices", (DeviceBook book) => Answer.Json(new JsonObject { ["devices"] = Devices(book) })).WithName("listDevices").WithSummary("Devices with their newest sample.");
        routes.MapGet("/api/throughput", (InferenceReader inference, TimeProvider time) => Answer.Json(Throughput(inference, time))).WithName("getThroughput").WithSummary("Requests and tokens per second.");
        routes.MapGet("/api/stats", (InferenceReader inference, TimeProvider time) => Answer.Json(Stats(inference, time))).WithName("getInferenceStats").WithSummary("Statistics of inference requests.");
    }

    private static async Task<IResult> MetricsAsync(IRunStore store, DeviceBook book, InferenceReader inference, HealthMonitor monitor, TimeProvider time, CancellationToken cancellationToken)
    {
        await monitor.RefreshAsync(cancellationToken);
        MachineReading? newest = MachineReading.Newest(store);
        return Answer.Json(new JsonObject
        {
            ["timestamp"] = newest?.UnixSeconds,
            ["devices"] = Devices(book),
            ["throughput"] = Throughput(inference, time),
            ["inference"] = Stats(inference, time),
            ["network"] = new JsonArray(),
            ["health"] = ClusterHealthApi.Describe(monitor, time),
        });
    }

    private static JsonArray Devices(DeviceBook book) => new([.. book.List().Select(device => (JsonNode)device.ToJson())]);

    private static JsonObject Throughput(InferenceReader inference, TimeProvider time)
    {
        InferenceFigures figures = Recent(inference, time, ThroughputSeconds);
        return new JsonObject
        {
            ["requests_per_second"] = (figures.Requests ?? 0) / ThroughputSeconds,
            ["tokens_per_second"] = (figures.OutputTokens ?? 0) / ThroughputSeconds,
            ["window_seconds"] = ThroughputSeconds,
        };
    }

    private static JsonObject Stats(InferenceReader inference, TimeProvider time)
    {
        InferenceFigures figures = Recent(inference, time, StatsSeconds);
        return new JsonObject
        {
            ["total_requests"] = (long)Math.Round(figures.Requests ?? 0),
            ["failed_requests"] = (long)Math.Round(figures.Failed),
            ["error_rate"] = figures.Requests > 0 ? figures.Failed / figures.Requests : null,
            ["average_latency_ms"] = figures.MeanSeconds * 1000,
            ["p95_latency_ms"] = figures.Latency?.Quantile(0.95) * 1000,
            ["total_tokens"] = (long)Math.Round((figures.InputTokens ?? 0) + (figures.OutputTokens ?? 0)),
        };
    }

    private static InferenceFigures Recent(InferenceReader inference, TimeProvider time, int seconds)
    {
        double now = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        var figures = new InferenceFigures();
        foreach (InferenceLine line in inference.Read(now - seconds, now, 1))
        {
            figures.Add(line.Total());
        }

        return figures;
    }
}
