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

    /// <summary>Points of all series together: what an answer may come to stays some tens of megabytes.</summary>
    private const int MostValues = 1 << 20;

    private static readonly Dictionary<string, Metric> s_metrics = MetricCatalogue.Tables.SelectMany(table => table.Metrics).ToDictionary(metric => metric.Name);

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
            ["metrics"] = new JsonArray([.. MetricCatalogue.Tables.Where(table => table.Subject == subject.Kind).SelectMany(table => table.Metrics).Select(metric => (JsonNode)new JsonObject
            {
                ["name"] = metric.Name,
                ["unit"] = SeriesLabels.UnitOf(metric),
                ["kind"] = EnumNames.ToSnakeCase(metric.Kind),
                ["description"] = metric.Description,
            })]),
        })]),
    }));

    private static IResult Series(string id, string? series, double? from, double? to, int? points, string? format, HttpRequest request, IRunStore store, ISeriesReader reader)
    {
        if (format is not (null or "csv" or "json"))
        {
            return Answer.BadRequest("format must be csv or json.");
        }

        if (points is < 1 or > MostPoints)
        {
            return Answer.BadRequest($"points must lie between 1 and {MostPoints}.");
        }

        var wanted = new List<SeriesName>();
        foreach (string part in (series ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (SeriesName.TryParse(part, out SeriesName? name) && s_metrics.TryGetValue(name.Metric, out Metric? metric) && metric.Subject == name.Kind)
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

            bool csv = format == "csv" || (format is null && request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase)));
            return Read(run, start, end, points ?? 800, wanted, store, reader) is not { } answer
                ? Answer.BadRequest($"This comes to more than {MostValues} points: ask for fewer series or fewer points.")
                : csv ? Results.Text(answer.ToCsv(), Answer.CsvType) : Answer.Json(answer.ToJson());
        });
    }

    /// <summary>Null when there is too much of it.</summary>
    private static SeriesAnswer? Read(RunRecord run, double from, double to, int points, List<SeriesName> wanted, IRunStore store, ISeriesReader reader)
    {
        long first = (long)Math.Floor(from * 1000);
        long last = Math.Max(first + 1, (long)Math.Ceiling(to * 1000) + 1);
        var lines = new List<SeriesLine>();
        long[] times = [];
        long step = 0;
        foreach (StoredSubject subject in store.ReadSubjects(run.Start.Id))
        {
            string[] metrics = [.. wanted.Where(name => name.Matches(subject)).Select(name => name.Metric).Distinct()];
            if (metrics.Length == 0 || lines.Count >= MostSeries || subject.LastSeen < from || subject.FirstSeen > to)
            {
                continue;
            }

            if ((long)(lines.Count + metrics.Length) * points > MostValues)
            {
                return null;
            }

            SeriesBuckets buckets = reader.ReadBuckets(new SeriesRequest(run.Start.Id, subject.Id, metrics, first, last, points));
            times = buckets.UnixMilliseconds;
            step = buckets.StepMilliseconds;
            lines.AddRange(buckets.Columns.Select(column => new SeriesLine(subject, s_metrics[column.Key], column.Value)));
        }

        return new SeriesAnswer(from, to, step, times, lines);
    }
}
