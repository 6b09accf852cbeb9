using Microsoft.AspNetCore.Http;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Series;
using Vigil.Server.Api.Instruments;
using Vigil.Server.Api.Shapes;

namespace Vigil.Server.Api;

/// <summary>What was asked of series, of one record or of several that follow each other.</summary>
/// <param name="series">Names, separated by commas.</param>
/// <param name="points">Buckets; 800 unless given.</param>
/// <param name="bands">Whether minimum and maximum are told beside the mean; true unless given.</param>
/// <param name="format"><c>csv</c> or <c>json</c>; null for what the request accepts.</param>
internal sealed class SeriesQuery(string? series, int? points, bool? bands, string? format)
{
    private const int MostPoints = 10_000;
    private const int MostSeries = 512;

    /// <summary>Points of all series together: what an answer may come to stays some tens of megabytes.</summary>
    private const int MostValues = 1 << 20;

    /// <summary>Answers it.</summary>
    /// <param name="records">Where it is recorded, the oldest first.</param>
    /// <param name="from">First instant, Unix seconds.</param>
    /// <param name="to">Last instant, Unix seconds.</param>
    /// <param name="request">Tells the format that is accepted.</param>
    /// <param name="store">Tells the subjects.</param>
    /// <param name="reader">Reads the series.</param>
    public IResult Answer(IReadOnlyList<RunRecord> records, double from, double to, HttpRequest request, IRunReader store, ISeriesReader reader)
    {
        if (format is not (null or "csv" or "json"))
        {
            return Api.Answer.BadRequest("format must be csv or json.");
        }

        if (points is < 1 or > MostPoints)
        {
            return Api.Answer.BadRequest($"points must lie between 1 and {MostPoints}.");
        }

        if (!SeriesName.TryParseList(series, out IReadOnlyList<SeriesName> wanted, out string? fault))
        {
            return Api.Answer.BadRequest(fault);
        }

        bool csv = format == "csv" || (format is null && request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals("text/csv", StringComparison.OrdinalIgnoreCase)));
        return Read(records, from, to, wanted, store, reader) is not { } answer
            ? Api.Answer.BadRequest($"This comes to more than {MostValues} points: ask for fewer series or fewer points.")
            : csv ? Results.Text(answer.ToCsv(), Api.Answer.CsvType) : Api.Answer.Json(answer.ToJson());
    }

    /// <summary>Null when there is too much of it. What has the same kind and key in several records is one line.</summary>
    private SeriesAnswer? Read(IReadOnlyList<RunRecord> records, double from, double to, IReadOnlyList<SeriesName> wanted, IRunReader store, ISeriesReader reader)
    {
        long first = (long)Math.Floor(from * 1000);
        long last = Math.Max(first + 1, (long)Math.Ceiling(to * 1000) + 1);
        int buckets = points ?? 800;
        var lines = new Dictionary<(SubjectKind Kind, string Key, string Metric), SeriesLine>();
        long[] times = [];
        long step = 0;
        foreach (RunRecord record in records)
        {
            foreach (StoredSubject subject in store.ReadSubjects(record.Start.Id))
            {
                string[] metrics = [.. wanted.Where(name => name.Matches(subject)).Select(name => name.Metric).Distinct()];
                if (metrics.Length == 0 || lines.Count >= MostSeries || subject.LastSeen < from || subject.FirstSeen > to)
                {
                    continue;
                }

                if ((long)(lines.Count + metrics.Length) * buckets > MostValues)
                {
                    return null;
                }

                InstrumentPercentiles? percentiles = InstrumentPercentiles.Of(subject);
                Metric[] computed = [.. percentiles?.Metrics.Where(metric => metrics.Contains(metric.Name)) ?? []];
                string[] columns = computed.Length == 0 ? metrics : [.. metrics.Union(percentiles!.Columns)];
                SeriesBuckets read = reader.ReadBuckets(new SeriesRequest(record.Start.Id, subject.Id, columns, first, last, buckets));
                times = read.UnixMilliseconds;
                step = read.StepMilliseconds;
                void Add(Metric metric, BucketColumn column)
                {
                    var key = (subject.Kind, subject.Key, metric.Name);
                    BucketColumn whole = lines.TryGetValue(key, out SeriesLine? before) ? Join(before.Column, column) : column;
                    lines[key] = new SeriesLine(subject, metric, whole);
                }

                foreach (Metric metric in subject.Metrics.Where(metric => metrics.Contains(metric.Name)))
                {
                    Add(metric, read.Columns[metric.Name]);
                }

                foreach (Metric metric in computed)
                {
                    Add(metric, percentiles!.Column(metric, read.Columns, times.Length));
                }
            }
        }

        return new SeriesAnswer(from, to, step, times, [.. lines.Values], bands ?? true);
    }

    /// <summary>One bucket alone may hold readings of both: where the one record ended and the other began.</summary>
    private static BucketColumn Join(BucketColumn earlier, BucketColumn later) => new(
        Pairs(earlier.Minimum, later.Minimum, Math.Min),
        Pairs(earlier.Maximum, later.Maximum, Math.Max),
        Pairs(earlier.Mean, later.Mean, static (a, b) => (a + b) / 2));

    private static double[] Pairs(double[] earlier, double[] later, Func<double, double, double> both) =>
        [.. earlier.Zip(later, (a, b) => double.IsNaN(a) ? b : double.IsNaN(b) ? a : both(a, b))];
}
