using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Series;
using Vigil.Server.Api.Instruments;
using Vigil.Server.Api.Shapes;

namespace Vigil.Server.Api;

/// <summary>Samples for charts: any series, any window, as many points as there are pixels.</summary>
internal static class SeriesApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/runs/{id}/subjects", Subjects).WithName("listSubjects").WithSummary("Everything that had readings in a run.");
        routes.MapGet("/api/v1/runs/{id}/series", Series).WithName("getSeries").WithSummary("Series of a run, reduced to as many points as asked for.");
    }

    private static IResult Subjects(string id, IRunStore store) => RunFinder.With(store, id, run => Answer.Json(new JsonObject
    {
        ["subjects"] = new JsonArray([.. store.ReadSubjects(run.Start.Id).Select(subject => (JsonNode)new JsonObject
        {
            ["id"] = subject.Id,
            ["kind"] = EnumNames.ToSnakeCase(subject.Kind),
            ["key"] = subject.Key,
            ["attributes"] = new JsonObject(subject.Attributes.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["first_seen"] = subject.FirstSeen,
            ["last_seen"] = subject.LastSeen,
            ["metrics"] = new JsonArray([.. subject.Metrics.Concat(InstrumentPercentiles.Of(subject)?.Metrics ?? []).Select(metric => (JsonNode)new JsonObject
            {
                ["name"] = metric.Name,
                ["unit"] = SeriesLabels.UnitOf(metric),
                ["kind"] = EnumNames.ToSnakeCase(metric.Kind),
                ["description"] = metric.Description,
            })]),
        })]),
    }));

    private static IResult Series(string id, string? series, double? from, double? to, int? points, bool? bands, string? format, HttpRequest request, IRunStore store, ISeriesReader reader) =>
        RunFinder.With(store, id, run =>
        {
            double start = from ?? run.Start.StartedAt;
            double end = to ?? run.Outcome?.EndedAt ?? run.LastSeenAt;
            if (!TimeWindow.IsSound(start, end))
            {
                return Answer.BadRequest(TimeWindow.Fault);
            }

            return new SeriesQuery(series, points, bands, format).Answer([run], start, end, request, store, reader);
        });
}
