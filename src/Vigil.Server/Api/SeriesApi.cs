using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Series;
using Vigil.Server.Api.Shapes;

namespace Vigil.Server.Api;

/// <summary>Samples for charts: any series, any window, as many points as there are pixels.</summary>
internal static class SeriesApi
{
    private const int MostPoints = 10_000;
    private const int MostSeries = 512;

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
            ["metrics"] = new JsonArray([.. subject.Metrics.Select(metric => (JsonNode)new JsonObject
            {
                ["name"] = metric.Name,
                ["unit"] = SeriesLabels.UnitOf(metric),
                ["kind"] = EnumNames.ToSnakeCase(metric.Kind),
                ["description"] = metric.Description,
            })]),
        })]),
    }));

    private static IResult Series(string id, string? series, double? from, double? to, int? points, IRunStore store, ISeriesReader reader)
    {
        if (points is < 1 or > MostPoints)
        {
            return Answer.BadRequest($"points must lie between 1 and {MostPoints}.");
        }

        var wanted = new List<SeriesName>();
        foreach (string part in (series ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            // What an instrument measures, only the run knows.
            if (SeriesName.TryParse(part, out SeriesName? name) && (name.Kind == SubjectKind.Instrument || MetricCatalogue.Find(name.Metric)?.Subject == name.Kind))
            {
                wanted.Add(name);
            }
            else
            {
                return Answer.BadRequest($"'{part}' names no series: write kind:key:metric, such as system::system.memory.usage.used.");
            }
        }

        if (wanted.Count == 0)
        {
            return Answer.BadRequest("series is missing: name one or more, separated by commas.");
        }

        return RunFinder.With(store, id, run =>
        {
            double start = from ?? run.Start.StartedAt;
            double end = to ?? run.Outcome?.EndedAt ?? run.LastSeenAt;
            if (!TimeWindow.IsSound(start, end))
            {
                return Answer.BadRequest(TimeWindow.Fault);
            }

            return Answer.Json(Read(run, start, end, points ?? 800, wanted, store, reader));
        });
    }

    private static JsonObject Read(RunRecord run, double from, double to, int points, List<SeriesName> wanted, IRunStore store, ISeriesReader reader)
    {
        long first = (long)Math.Floor(from * 1000);
        long last = Math.Max(first + 1, (long)Math.Ceiling(to * 1000) + 1);
        var lines = new JsonArray();
        long[] times = [];
        long step = 0;
        foreach (StoredSubject subject in store.ReadSubjects(run.Start.Id))
        {
            string[] metrics = [.. wanted.Where(name => name.Matches(subject)).Select(name => name.Metric).Distinct()];
            if (metrics.Length == 0 || lines.Count >= MostSeries || subject.LastSeen < from || subject.FirstSeen > to)
            {
                continue;
            }

            SeriesBuckets buckets = reader.ReadBuckets(new SeriesRequest(run.Start.Id, subject.Id, metrics, first, last, points));
            times = buckets.UnixMilliseconds;
            step = buckets.StepMilliseconds;
            foreach ((string metric, BucketColumn column) in buckets.Columns)
            {
                lines.Add((JsonNode)new JsonObject
                {
                    ["kind"] = EnumNames.ToSnakeCase(subject.Kind),
                    ["key"] = subject.Key,
                    ["subject_id"] = subject.Id,
                    ["label"] = SeriesLabels.Of(subject),
                    ["metric"] = metric,
                    ["unit"] = SeriesLabels.UnitOf(subject.Metrics.First(known => known.Name == metric)),
                    ["min"] = Numbers.Array(column.Minimum),
                    ["max"] = Numbers.Array(column.Maximum),
                    ["mean"] = Numbers.Array(column.Mean),
                });
            }
        }

        return new JsonObject { ["from"] = from, ["to"] = to, ["step_ms"] = step, ["t"] = Numbers.Array(times), ["series"] = lines };
    }
}
