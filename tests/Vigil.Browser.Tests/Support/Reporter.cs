using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Vigil.Browser.Tests.Support;

/// <summary>A program that reports by OTLP: two hours of chats and downloads, of which some fail, a histogram and a line of log.</summary>
internal static class Reporter
{
    /// <summary>Name of the service.</summary>
    public const string Name = "gateway";

    private const int Chats = 400;
    private const int Points = 30;

    /// <summary>Reports, and waits until all of it is stored; the id of the service's record.</summary>
    public static async Task<string> ReportAsync(string address)
    {
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var spans = new JsonArray();
        for (int i = 0; i < Chats; i++)
        {
            bool isDownload = i % 20 == 0;
            long start = (now - 7200 + (i * 17)) * 1_000_000_000L;
            long length = isDownload ? 90_000_000_000 : 400_000_000 + (i % 50 * 20_000_000L);
            spans.Add(new JsonObject
            {
                ["traceId"] = i.ToString("x32", CultureInfo.InvariantCulture),
                ["spanId"] = (i + 1).ToString("x16", CultureInfo.InvariantCulture),
                ["name"] = isDownload ? "weights-00001-of-00030.safetensors" : "chat llama",
                ["startTimeUnixNano"] = $"{start}",
                ["endTimeUnixNano"] = $"{start + length}",
                ["attributes"] = new JsonArray(Text(isDownload ? "vigil.operation.type" : "gen_ai.operation.name", isDownload ? "download" : "chat")),
                ["status"] = i % 25 == 7 ? new JsonObject { ["code"] = 2, ["message"] = "upstream timed out" } : new JsonObject(),
            });
        }

        await PostAsync(client, "/v1/traces", "resourceSpans", "scopeSpans", "spans", spans);
        var points = new JsonArray();
        for (int i = 1; i <= Points; i++)
        {
            points.Add(new JsonObject
            {
                ["timeUnixNano"] = $"{now - Points + i}000000000",
                ["count"] = $"{10 * i}",
                ["sum"] = 3 * i,
                ["explicitBounds"] = new JsonArray(0.1, 1),
                ["bucketCounts"] = new JsonArray($"{4 * i}", $"{5 * i}", $"{i}"),
            });
        }

        var histogram = new JsonObject { ["aggregationTemporality"] = 2, ["dataPoints"] = points };
        await PostAsync(client, "/v1/metrics", "resourceMetrics", "scopeMetrics", "metrics", new JsonArray(new JsonObject { ["name"] = "http.server.request.duration", ["unit"] = "s", ["histogram"] = histogram }));
        await PostAsync(client, "/v1/logs", "resourceLogs", "scopeLogs", "logRecords", new JsonArray(new JsonObject { ["severityNumber"] = 9, ["body"] = new JsonObject { ["stringValue"] = "model loaded" } }));
        return await StoredAsync(client);
    }

    private static async Task<string> StoredAsync(HttpClient client)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (true)
        {
            JsonArray services = (await client.GetFromJsonAsync<JsonNode>("/api/v1/runs?kind=service", deadline.Token))!["runs"]!.AsArray();
            if (services.Count > 0)
            {
                string id = (string)services[0]!["id"]!;
                JsonNode subjects = (await client.GetFromJsonAsync<JsonNode>($"/api/v1/runs/{id}/subjects", deadline.Token))!;
                JsonNode operations = (await client.GetFromJsonAsync<JsonNode>("/api/v1/operations", deadline.Token))!;
                if (subjects["subjects"]!.AsArray().Count > 0 && (int)operations["total"]!["count"]! == Chats)
                {
                    return id;
                }
            }

            await Task.Delay(100, deadline.Token);
        }
    }

    private static async Task PostAsync(HttpClient client, string address, string resources, string scopes, string kind, JsonArray items)
    {
        var body = new JsonObject
        {
            [resources] = new JsonArray(new JsonObject
            {
                ["resource"] = new JsonObject { ["attributes"] = new JsonArray(Text("service.name", Name)) },
                [scopes] = new JsonArray(new JsonObject { [kind] = items }),
            }),
        };
        using HttpResponseMessage response = await client.PostAsJsonAsync(address, body);
        response.EnsureSuccessStatusCode();
    }

    private static JsonObject Text(string name, string value) => new() { ["key"] = name, ["value"] = new JsonObject { ["stringValue"] = value } };
}
