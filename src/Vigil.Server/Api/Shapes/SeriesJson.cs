using System.Text.Json.Nodes;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Series;

namespace Vigil.Server.Api.Shapes;

/// <summary>Series of a window, column by column, of one record or of several that follow each other.</summary>
internal static class SeriesJson
{
    public const int MostPoints = 10_000;
    private const int MostSeries = 512;

    public static string WrongPoints => $"points must lie between 1 and {MostPoints}.";

    /// <summary>Reads them. What has the same kind and key in several records is one line.</summary>
    /// <param name="records">Where it is recorded, the oldest first.</param>
    /// <param name="from">First instant, Unix seconds.</param>
    /// <param name="to">Last instant, Unix seconds.</param>
    /// <param name="points">Buckets.</param>
    /// <param name="bands">Whether minimum and maximum are told beside the mean; empty where not.</param>
    /// <param name="wanted">What.</param>
    /// <param name="store">Tells the subjects.</param>
    /// <param name="reader">Reads the series.</param>
    public static JsonObject Read(IReadOnlyList<RunRecord> records, double from, double to, int points, bool bands, IReadOnlyList<SeriesName> wanted, IRunReader store, ISeriesReader reader)
    {
        long first = (long)Math.Floor(from * 1000);
        long last = Math.Max(first + 1, (long)Math.Ceiling(to * 1000) + 1);
        var lines = new Dictionary<(string Kind, string Key, string Metric), Line>();
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

                SeriesBuckets buckets = reader.ReadBuckets(new SeriesRequest(record.Start.Id, subject.Id, metrics, first, last, points));
                times = buckets.UnixMilliseconds;
                step = buckets.StepMilliseconds;
                foreach ((string metric, BucketColumn column) in buckets.Columns)
                {
                    var key = (EnumNames.ToSnakeCase(subject.Kind), subject.Key, metric);
                    BucketColumn whole = lines.TryGetValue(key, out Line? before) ? Join(before.Column, column) : column;
                    lines[key] = new Line(subject, whole);
                }
            }
        }

        return new JsonObject
        {
            ["from"] = from,
            ["to"] = to,
            ["step_ms"] = step,
            ["t"] = Numbers.Array(times),
            ["series"] = new JsonArray([.. lines.Select(line => (JsonNode)new JsonObject
            {
                ["kind"] = line.Key.Kind,
                ["key"] = line.Key.Key,
                ["subject_id"] = line.Value.Subject.Id,
                ["label"] = SeriesLabels.Of(line.Value.Subject),
                ["metric"] = line.Key.Metric,
                ["unit"] = SeriesLabels.UnitOf(MetricCatalogue.Find(line.Key.Metric)!),
                ["min"] = Numbers.Array(bands ? line.Value.Column.Minimum : []),
                ["max"] = Numbers.Array(bands ? line.Value.Column.Maximum : []),
                ["mean"] = Numbers.Array(line.Value.Column.Mean),
            })]),
        };
    }

    /// <summary>One bucket alone may hold readings of both: where the one record ended and the other began.</summary>
    private static BucketColumn Join(BucketColumn earlier, BucketColumn later) => new(
        Pairs(earlier.Minimum, later.Minimum, Math.Min),
        Pairs(earlier.Maximum, later.Maximum, Math.Max),
        Pairs(earlier.Mean, later.Mean, static (a, b) => (a + b) / 2));

    private static double[] Pairs(double[] earlier, double[] later, Func<double, double, double> both) =>
        [.. earlier.Zip(later, (a, b) => double.IsNaN(a) ? b : double.IsNaN(b) ? a : both(a, b))];

    private sealed record Line(StoredSubject Subject, BucketColumn Column);
}
