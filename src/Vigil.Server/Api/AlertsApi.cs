using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Alerting.Engine;
using Vigil.Core.Alerts;
using Vigil.Core.Runs;
using Vigil.Server.Api.Shapes;

namespace Vigil.Server.Api;

/// <summary>Alerts, what became of them, the rules behind them, and silences.</summary>
internal static class AlertsApi
{
    private const int MostEntries = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/alerts", List).WithName("listAlerts").WithSummary("Alerts that are pending, firing or lately resolved.");
        routes.MapGet("/api/v1/alerts/history", History).WithName("listAlertHistory").WithSummary("Changes of state, the newest first, a page of them.");
        routes.MapGet("/api/v1/alerts/rules", Rules).WithName("listAlertRules").WithSummary("Rules in force, receivers, and how evaluation goes on.");
        routes.MapGet("/api/v1/alerts/silences", Silences).WithName("listSilences").WithSummary("Silences that are not over.");
        routes.MapPost("/api/v1/alerts/silences", AddSilenceAsync).WithName("addSilence").WithSummary("Silences alerts for a time.");
        routes.MapPut("/api/v1/alerts/silences/{id}", ReplaceSilenceAsync).WithName("replaceSilence").WithSummary("Changes a silence.");
        routes.MapDelete("/api/v1/alerts/silences/{id}", EndSilence).WithName("endSilence").WithSummary("Ends a silence now.");
    }

    private static IResult List(AlertEngine engine, string? state, string? rule)
    {
        if (state is not null && EnumNames.Parse<AlertState>(state) is null)
        {
            return Answer.BadRequest("state must be pending, firing or resolved.");
        }

        AlertState? wanted = state is null ? null : EnumNames.Parse<AlertState>(state);
        return Answer.Json(new JsonObject
        {
            ["alerts"] = new JsonArray([.. engine.List()
                .Where(listed => (wanted is null || listed.Alert.State == wanted) && (rule is null || listed.Alert.Rule == rule))
                .Select(listed => (JsonNode)AlertItemJson.Create(listed))]),
        });
    }

    private static IResult History(IAlertStore alerts, double? from, double? to, string? rule, long? before, int? limit)
    {
        if (limit is < 1 or > MostEntries)
        {
            return Answer.BadRequest($"limit must lie between 1 and {MostEntries}.");
        }

        int most = limit ?? 100;
        var filter = new AlertHistoryFilter { From = from ?? double.NegativeInfinity, To = to ?? double.PositiveInfinity, Rule = rule, Before = before, Limit = most + 1 };
        IReadOnlyList<AlertTransition> found = alerts.ReadHistory(filter);
        return Answer.Json(new JsonObject
        {
            ["transitions"] = new JsonArray([.. found.Take(most).Select(transition => (JsonNode)new JsonObject
            {
                ["id"] = transition.Id,
                ["at"] = transition.At,
                ["alert"] = AlertItemJson.Create(transition.Alert),
            })]),
            ["next"] = found.Count > most ? found[most - 1].Id : null,
        });
    }

    private static IResult Rules(AlertEngine engine, IAlertStore alerts)
    {
        Dictionary<string, DeliveryCounts> deliveries = alerts.ReadDeliveries().ToDictionary(counts => counts.Receiver);
        EngineStatus status = engine.Status;
        return Answer.Json(new JsonObject
        {
            ["rules"] = new JsonArray([.. engine.Options.DescribeRules().Select(rule => (JsonNode)new JsonObject
            {
                ["name"] = rule.Name,
                ["title"] = rule.Title,
                ["severity"] = EnumNames.ToSnakeCase(rule.Severity),
                ["asks"] = rule.Asks,
                ["for_seconds"] = rule.ForSeconds,
                ["keep_firing_seconds"] = rule.KeepFiringSeconds,
                ["records"] = new JsonArray([.. rule.Records.Select(kind => (JsonNode)EnumNames.ToSnakeCase(kind))]),
                ["inhibits"] = new JsonArray([.. rule.Inhibits.Select(name => (JsonNode)name)]),
                ["built_in"] = rule.IsBuiltIn,
            })]),
            ["receivers"] = new JsonArray([.. engine.Options.DescribeReceivers().Select(receiver =>
            {
                DeliveryCounts? counts = deliveries.GetValueOrDefault(receiver.Name);
                return (JsonNode)new JsonObject
                {
                    ["name"] = receiver.Name,
                    ["kind"] = receiver.Kind,
                    ["severity"] = EnumNames.ToSnakeCase(receiver.LeastSeverity),
                    ["match"] = new JsonArray([.. receiver.Match.Select(matcher => (JsonNode)Alerting.Settings.MatcherText.Of(matcher))]),
                    ["sent"] = counts?.Sent ?? 0,
                    ["waiting"] = counts?.Waiting ?? 0,
                    ["failed"] = counts?.Failed ?? 0,
                    ["last_error"] = counts?.LastError,
                };
            })]),
            ["evaluation"] = new JsonObject
            {
                ["enabled"] = engine.Options.Enabled,
                ["interval_seconds"] = engine.Options.IntervalSeconds,
                ["count"] = status.Evaluations,
                ["failures"] = status.Failures,
                ["last_at"] = status.LastAt,
                ["last_seconds"] = status.LastSeconds,
                ["last_error"] = status.LastError,
                ["by_this_server"] = status.IsOurTurn,
                ["left_out"] = status.LeftOut,
            },
        });
    }

    private static IResult Silences(IAlertStore alerts, TimeProvider time) => Answer.Json(new JsonObject
    {
        ["silences"] = new JsonArray([.. alerts.ReadSilences(Now(time)).Select(silence => (JsonNode)Shape(silence, Now(time)))]),
    });

    private static async Task<IResult> AddSilenceAsync(HttpRequest request, IAlertStore alerts, TimeProvider time, CancellationToken cancellationToken) =>
        await SaveAsync("", request, alerts, time, cancellationToken);

    private static async Task<IResult> ReplaceSilenceAsync(string id, HttpRequest request, IAlertStore alerts, TimeProvider time, CancellationToken cancellationToken) =>
        await SaveAsync(id, request, alerts, time, cancellationToken);

    private static async Task<IResult> SaveAsync(string id, HttpRequest request, IAlertStore alerts, TimeProvider time, CancellationToken cancellationToken)
    {
        JsonNode? body;
        try
        {
            body = await JsonNode.ParseAsync(request.Body, cancellationToken: cancellationToken);
        }
        catch (JsonException exception)
        {
            return Answer.BadRequest($"The body is no JSON: {exception.Message}");
        }

        (Silence? silence, string? fault) = SilenceChange.Read(body, Now(time));
        if (silence is null)
        {
            return Answer.BadRequest(fault!);
        }

        return alerts.SaveSilence(silence with { Id = id }) is { } saved ? Answer.Json(Shape(saved, Now(time))) : NoSuchSilence(id);
    }

    private static IResult EndSilence(string id, IAlertStore alerts, TimeProvider time) =>
        alerts.EndSilence(id, Now(time)) ? Results.NoContent() : NoSuchSilence(id);

    private static IResult NoSuchSilence(string id) => Answer.Problem(StatusCodes.Status404NotFound, "No such silence", $"There is no silence '{id}', or it is over.");

    private static JsonObject Shape(Silence silence, double now) => new()
    {
        ["id"] = silence.Id,
        ["state"] = silence.IsActive(now) ? "active" : silence.StartsAt > now ? "pending" : "expired",
        ["matchers"] = new JsonArray([.. silence.Matchers.Select(matcher => (JsonNode)new JsonObject
        {
            ["name"] = matcher.Name,
            ["value"] = matcher.Value,
            ["isRegex"] = matcher.IsRegex,
            ["isEqual"] = matcher.IsEqual,
        })]),
        ["starts_at"] = silence.StartsAt,
        ["ends_at"] = silence.EndsAt,
        ["created_by"] = silence.CreatedBy,
        ["comment"] = silence.Comment,
    };

    private static double Now(TimeProvider time) => time.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0;
}
