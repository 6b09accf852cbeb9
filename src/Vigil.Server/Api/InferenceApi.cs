using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vigil.Core.Operations;
using Vigil.Core.Runs;
using Vigil.Server.Api.Inference;
using Vigil.Server.Scraping;
using Vigil.Telemetry.Receiving;
using Vigil.Telemetry.Scraping;
using Vigil.Telemetry.Sending;

namespace Vigil.Server.Api;

/// <summary>Requests that models answer: by engine, model and device, in total, and over time.</summary>
internal static class InferenceApi
{
    private const double DefaultSeconds = 3600;
    private const double MostSeconds = 31 * 86_400;
    private const int MostPoints = 1000;

    public static void Add(IServiceCollection services, IReadOnlyList<ScrapeTarget> targets)
    {
        services.AddSingleton(provider => new InferenceReader(provider.GetRequiredService<IRunStore>(), provider.GetRequiredService<IOperationReader>()));
        services.AddSingleton(provider => new ScrapeService(targets, provider.GetRequiredService<TelemetryReceiver>(), provider.GetService<OtlpSender>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => provider.GetRequiredService<ScrapeService>());
    }

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/inference", Get).WithName("getInference")
        .WithSummary("Requests that models answered within a window: by engine, model and device, in total, over time; and the targets that are scraped.");

    private static IResult Get(double? from, double? to, int? points, InferenceReader inference, ScrapeService scraping, TimeProvider time)
    {
        double end = to ?? time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        double start = from ?? end - DefaultSeconds;
        int steps = points ?? 120;
        if (!TimeWindow.IsSound(start, end) || end - start is <= 0 or > MostSeconds || steps is < 1 or > MostPoints)
        {
            return Answer.BadRequest($"from and to are instants in seconds, from before to and at most 31 days apart; points are 1 to {MostPoints}.");
        }

        IReadOnlyList<InferenceLine> lines = inference.Read(start, end, steps);
        IReadOnlyList<ScrapeStatus> targets = scraping.Statuses;
        var totals = new InferenceFigures[steps];
        var all = new InferenceFigures();
        for (int i = 0; i < steps; i++)
        {
            totals[i] = new InferenceFigures();
            foreach (InferenceLine line in lines)
            {
                totals[i].Add(line.Steps[i]);
            }
        }

        foreach (InferenceLine line in lines)
        {
            all.Add(line.Total());
        }

        double step = (end - start) / steps;
        return Answer.Json(new JsonObject
        {
            ["from"] = start,
            ["to"] = end,
            ["total"] = all.ToJson(end - start),
            ["lines"] = new JsonArray([.. lines.Select(line => (JsonNode)line.ToJson(end - start, targets.FirstOrDefault(status => status.Target.Name == line.Name)?.Engine))]),
            ["timeline"] = InferenceTimeline.ToJson(start, step, totals),
            ["targets"] = new JsonArray([.. targets.Select(status => (JsonNode)Describe(status))]),
        });
    }

    private static JsonObject Describe(ScrapeStatus status) => new()
    {
        ["name"] = status.Target.Name,
        ["host"] = status.Target.Url.Authority,
        ["state"] = EnumNames.ToSnakeCase(status.State),
        ["engine"] = status.Engine,
        ["reason"] = status.Reason,
        ["since"] = status.Since,
        ["last_asked"] = status.LastAsked,
        ["seconds"] = status.Seconds,
        ["interval_seconds"] = status.Target.Interval.TotalSeconds,
        ["samples"] = status.Samples,
        ["left_out"] = status.LeftOut,
    };
}
