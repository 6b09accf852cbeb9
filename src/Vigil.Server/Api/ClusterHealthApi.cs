using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vigil.Core.Events;
using Vigil.Core.Runs;
using Vigil.Operations.Health;
using Vigil.Server.Api.Machine;
using Vigil.Server.Health;

namespace Vigil.Server.Api;

/// <summary>Health: in the inference document's shape, in full, and what became of it.</summary>
internal static class ClusterHealthApi
{
    private const double MostHours = 24 * 366;
    private const int MostChanges = 1000;

    public static void Add(IServiceCollection services, RecorderIdentity recorder, Func<HealthCheck, HealthCheck> adjust, IReadOnlyList<HealthCheck> checks)
    {
        services.AddSingleton(provider =>
        {
            IRunStore store = provider.GetRequiredService<IRunStore>();
            TimeProvider time = provider.GetRequiredService<TimeProvider>();
            return new HealthService(store, recorder, [.. MachineChecks.Create(store, time).Select(adjust), .. checks], time);
        });
        services.AddSingleton(provider => provider.GetRequiredService<HealthService>().Monitor);
        services.AddHostedService(provider => provider.GetRequiredService<HealthService>());
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/health", ShortAsync).WithName("getClusterHealth").WithSummary("Health by every check: 503 when one is critical.");
        routes.MapGet("/api/v1/health", FullAsync).WithName("getHealth").WithSummary("Health of each device and each check, with reasons.");
        routes.MapGet("/api/v1/health/history", History).WithName("getHealthHistory").WithSummary("Changes of health, the oldest first.");
    }

    /// <summary>In the document's shape.</summary>
    public static JsonObject Describe(HealthMonitor monitor, TimeProvider time)
    {
        IReadOnlyList<CheckStatus> statuses = monitor.Statuses;
        return new JsonObject
        {
            ["overall_status"] = EnumNames.ToSnakeCase(monitor.Overall().State),
            ["timestamp"] = statuses.Max(status => status.LastChecked) ?? time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0,
            ["checks"] = new JsonObject(statuses.Select(status => KeyValuePair.Create<string, JsonNode?>(status.Check.Name, new JsonObject
            {
                ["status"] = EnumNames.ToSnakeCase(status.State),
                ["value"] = status.Value,
            }))),
        };
    }

    private static async Task<IResult> ShortAsync(HealthMonitor monitor, TimeProvider time, CancellationToken cancellationToken)
    {
        await monitor.RefreshAsync(cancellationToken);
        return WithStatus(Describe(monitor, time), monitor);
    }

    private static async Task<IResult> FullAsync(HealthMonitor monitor, CancellationToken cancellationToken)
    {
        await monitor.RefreshAsync(cancellationToken);
        DeviceHealth overall = monitor.Overall();
        return WithStatus(
            new JsonObject
            {
                ["overall_status"] = EnumNames.ToSnakeCase(overall.State),
                ["reasons"] = Texts(overall.Reasons),
                ["devices"] = new JsonArray([.. monitor.Devices().Select(device => (JsonNode)new JsonObject
                {
                    ["device_id"] = device.Device ?? Environment.MachineName,
                    ["status"] = EnumNames.ToSnakeCase(device.State),
                    ["reasons"] = Texts(device.Reasons),
                })]),
                ["checks"] = new JsonArray([.. monitor.Statuses.Select(status => (JsonNode)Describe(status))]),
            },
            monitor);
    }

    private static JsonObject Describe(CheckStatus status) => new()
    {
        ["name"] = status.Check.Name,
        ["description"] = status.Check.Description,
        ["device_id"] = status.Check.Device ?? Environment.MachineName,
        ["status"] = EnumNames.ToSnakeCase(status.State),
        ["value"] = status.Value,
        ["unit"] = status.Check.Unit,
        ["warning"] = status.Check.Warning,
        ["critical"] = status.Check.Critical,
        ["reason"] = status.Reason,
        ["blamed_on"] = status.BlamedOn,
        ["depends_on"] = Texts(status.Check.DependsOn),
        ["since"] = status.Since,
        ["last_checked"] = status.LastChecked,
        ["seconds"] = status.Seconds,
        ["interval_seconds"] = status.Check.Interval.TotalSeconds,
    };

    private static IResult History(double? hours, string? check, IRunStore store, TimeProvider time)
    {
        double span = hours ?? 24;
        if (!(span is > 0 and <= MostHours))
        {
            return Answer.BadRequest($"hours are above 0 and at most {MostHours}.");
        }

        double now = time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
        RunEvent[] changes = [.. HealthJournal.Read(store, now - (span * 3600), now).Where(change => check is null || change.Text("check") == check).TakeLast(MostChanges)];
        return Answer.Json(new JsonObject
        {
            ["hours"] = span,
            ["history"] = new JsonArray([.. changes.Select(change => (JsonNode)Describe(change))]),
            ["count"] = changes.Length,
        });
    }

    private static JsonObject Describe(RunEvent change)
    {
        var json = new JsonObject { ["t"] = change.UnixSeconds };
        foreach ((string name, JsonNode? value) in change.Details!)
        {
            json[name] = value?.DeepClone();
        }

        return json;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);

    private static IResult WithStatus(JsonObject body, HealthMonitor monitor) => monitor.Overall().State == CheckState.Critical
        ? Results.Text(body.ToJsonString(), Answer.JsonType, statusCode: StatusCodes.Status503ServiceUnavailable)
        : Answer.Json(body);
}
