using System.Text.Json.Nodes;
using Vigil.Core.Metrics;
using Vigil.Core.Operations;
using Vigil.Core.Runs;

namespace Vigil.Server.Api.Inference;

/// <summary>
/// Reads what records of services tell of requests to models, whether they were scraped or reported, and the spans of those that tell
/// nothing else. Counters that begin again after a restart go on from nothing; levels hold for a minute.
/// </summary>
/// <param name="store">Holds the records.</param>
/// <param name="operations">Holds spans.</param>
internal sealed class InferenceReader(IRunReader store, IOperationReader operations)
{
    private const double LookBackSeconds = 120;
    private const double LevelSeconds = 60;

    /// <summary>Rows read of each series at most, about: more say no more about a window.</summary>
    private const int MostRows = 2000;

    private static readonly HashSet<string> s_counters =
    [
        InferenceMetrics.InputTokens, InferenceMetrics.OutputTokens, InferenceMetrics.RequestTime, InferenceMetrics.QueueTime,
        InferenceMetrics.ProcessingTime, InferenceMetrics.Inferences, InferenceMetrics.Batches, InferenceMetrics.Preemptions, InferenceMetrics.Requests,
    ];

    private static readonly HashSet<string> s_histograms =
    [
        InferenceMetrics.RequestDuration, InferenceMetrics.ClientDuration, InferenceMetrics.TimeToFirstToken, InferenceMetrics.TimePerOutputToken,
        InferenceMetrics.ClientTokens, InferenceMetrics.RequestInputTokens, InferenceMetrics.RequestOutputTokens, InferenceMetrics.QueueDuration,
        InferenceMetrics.ProcessingDuration, InferenceMetrics.BatchSize,
    ];

    private static readonly HashSet<string> s_levels = [InferenceMetrics.Running, InferenceMetrics.Waiting, InferenceMetrics.CacheUsage];

    /// <summary>Reads a window.</summary>
    /// <param name="from">Its start, Unix seconds.</param>
    /// <param name="to">Its end.</param>
    /// <param name="steps">Steps that it is cut into, at least 1.</param>
    public IReadOnlyList<InferenceLine> Read(double from, double to, int steps)
    {
        var lines = new List<InferenceLine>();
        foreach (RunRecord record in store.ListRuns(kind: RunKind.Service))
        {
            if (record.LastSeenAt < from || record.Start.StartedAt > to)
            {
                continue;
            }

            List<InferenceLine> own = ReadRecord(record, from, to, steps);
            if (!own.Any(line => line.Total().Requests is not null) && Spans(record.Start.Name, record.Start.Id, from, to, steps) is { } spans)
            {
                own.Add(spans);
            }

            lines.AddRange(own);
        }

        if (lines.Count == 0 && Spans("operations", null, from, to, steps) is { } all)
        {
            lines.Add(all);
        }

        return lines;
    }

    private List<InferenceLine> ReadRecord(RunRecord record, double from, double to, int steps)
    {
        var lines = new Dictionary<(string?, string?), InferenceLine>();
        IReadOnlyList<StoredSubject> subjects = store.ReadSubjects(record.Start.Id);
        double begun = subjects.Count == 0 ? 0 : subjects.Min(subject => subject.FirstSeen);
        foreach (StoredSubject subject in subjects)
        {
            string metric = subject.Attributes.GetValueOrDefault("metric", "");
            if (subject.Kind != SubjectKind.Instrument || subject.LastSeen < from || subject.FirstSeen > to || !(s_counters.Contains(metric) || s_histograms.Contains(metric) || s_levels.Contains(metric)))
            {
                continue;
            }

            (string?, string?) key = (Attribute(subject, InferenceMetrics.Model), Attribute(subject, InferenceMetrics.Device));
            if (!lines.TryGetValue(key, out InferenceLine? line))
            {
                lines.Add(key, line = new InferenceLine(record.Start.Name, record.Start.Id, key.Item1, key.Item2, [.. Enumerable.Range(0, steps).Select(_ => new InferenceFigures())]));
            }

            // What appears in a record that goes on already, or tells what came since the last point, begins at nothing.
            bool fromNothing = subject.FirstSeen > begun + 1 || subject.Attributes.GetValueOrDefault("temporality") == "delta";
            Read(line, record.Start.Id, subject, metric, from, to, fromNothing);
        }

        return [.. lines.Values.Where(line => line.Steps.Any(step => !step.IsEmpty))];
    }

    private void Read(InferenceLine line, string runId, StoredSubject subject, string metric, double from, double to, bool fromNothing)
    {
        long first = (long)((from - LookBackSeconds) * 1000);
        long last = (long)(to * 1000);
        SeriesTable table = store.ReadSeries(runId, subject.Id, first, last, new RowThinning((last - first) / MostRows, last));
        Metric[] columns = [.. subject.Metrics.Where(column => table.Columns.ContainsKey(column.Name))];
        double[][] values = [.. columns.Select(column => table.Columns[column.Name].Select(column.Value).ToArray())];
        if (table.UnixMilliseconds.Length == 0 || columns.Length == 0)
        {
            return;
        }

        int StepOf(long unixMilliseconds) => (int)((unixMilliseconds - (from * 1000)) / (last - (from * 1000)) * line.Steps.Length);
        if (s_levels.Contains(metric))
        {
            for (int i = 0; i < values[0].Length; i++)
            {
                long until = i + 1 < values[0].Length ? table.UnixMilliseconds[i + 1] - 1 : last - 1;
                until = Math.Min(Math.Min(until, last - 1), table.UnixMilliseconds[i] + (long)(LevelSeconds * 1000));
                for (int step = Math.Max(0, StepOf(table.UnixMilliseconds[i])); double.IsFinite(values[0][i]) && until >= from * 1000 && step <= Math.Min(StepOf(until), line.Steps.Length - 1); step++)
                {
                    SetLevel(line.Steps[step], metric, subject.Key, values[0][i]);
                }
            }

            return;
        }

        double[] before = [.. values.Select(_ => fromNothing && subject.FirstSeen * 1000 >= first ? 0 : double.NaN)];
        double[] grown = new double[values.Length];
        for (int i = 0; i < table.UnixMilliseconds.Length; i++)
        {
            bool isWithin = table.UnixMilliseconds[i] >= from * 1000;
            bool any = false;
            for (int column = 0; column < values.Length; column++)
            {
                double value = values[column][i];
                grown[column] = double.IsNaN(value) || double.IsNaN(before[column]) ? 0 : value >= before[column] ? value - before[column] : value;
                before[column] = double.IsNaN(value) ? before[column] : value;
                any |= grown[column] > 0;
            }

            // A counter that stands still is told too: nothing happened, which is not the same as that nobody knows.
            if (isWithin)
            {
                Grow(line.Steps[Math.Min(StepOf(table.UnixMilliseconds[i]), line.Steps.Length - 1)], subject, metric, columns, grown, any);
            }
        }
    }

    private static void Grow(InferenceFigures step, StoredSubject subject, string metric, Metric[] columns, double[] grown, bool any)
    {
        if (s_counters.Contains(metric))
        {
            step.Grow(metric == InferenceMetrics.Requests ? $"{metric}/{Attribute(subject, InferenceMetrics.Outcome) ?? "success"}" : metric, grown[0]);
            return;
        }

        string name = metric == InferenceMetrics.ClientTokens ? $"{metric}/{Attribute(subject, "gen_ai.token.type") ?? "output"}" : metric;
        BucketHistogram histogram = step.HistogramOf(name);
        if (!any)
        {
            return;
        }

        double count = 0, sum = 0, zeros = 0;
        var buckets = new List<double>();
        for (int i = 0; i < columns.Length; i++)
        {
            switch (columns[i].Name)
            {
                case "count":
                    count = grown[i];
                    break;
                case "sum":
                    sum = grown[i];
                    break;
                case "zeros":
                    zeros = grown[i];
                    break;
                case { } bucket when bucket.StartsWith("bucket.", StringComparison.Ordinal):
                    buckets.Add(grown[i]);
                    break;
            }
        }

        double[] bounds = JsonNode.Parse(subject.Attributes.GetValueOrDefault("bounds", "[]")) is JsonArray list ? [.. list.Select(bound => bound!.GetValue<double>())] : [];
        if (buckets.Count == bounds.Length + 1 && bounds.Length > 0)
        {
            buckets[0] += zeros;
            histogram.Add(bounds, [.. buckets], count, sum);
        }
        else
        {
            histogram.Add([], [], count, sum);
        }

        if (metric is InferenceMetrics.RequestDuration or InferenceMetrics.ClientDuration && Attribute(subject, "error.type") is not null)
        {
            step.Grow(InferenceFigures.FailedByDuration, count);
        }
    }

    // Several series of a line, such as the engines of one server, add up; the fullest cache counts.
    private static void SetLevel(InferenceFigures step, string metric, string key, double value)
    {
        double total = step.Level(metric, key, value);
        switch (metric)
        {
            case InferenceMetrics.Running:
                step.Running = total;
                break;
            case InferenceMetrics.Waiting:
                step.Waiting = total;
                break;
            default:
                step.CacheUsage = Math.Max(step.CacheUsage ?? 0, value);
                break;
        }
    }

    // Operations are counted by whole minutes: their figures stand in the step that a minute begins in.
    private InferenceLine? Spans(string name, string? runId, double from, double to, int steps)
    {
        var query = new OperationQuery { FromUnixSeconds = from, ToUnixSeconds = to, Type = OperationType.InferenceRequest, RunId = runId };
        var line = new InferenceLine(name, runId, null, null, [.. Enumerable.Range(0, steps).Select(_ => new InferenceFigures())]);
        bool any = false;
        foreach (OperationStep minute in operations.ReadTimeline(query, to - from > 7 * 86_400 ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(1)))
        {
            OperationTally tally = minute.Tally;
            InferenceFigures step = line.Steps[Math.Clamp((int)((minute.UnixSeconds - from) / (to - from) * steps), 0, steps - 1)];
            step.Grow(InferenceMetrics.Requests + "/success", tally.Count - tally.Failed - tally.Cancelled);
            step.Grow(InferenceMetrics.Requests + "/failure", tally.Failed);
            step.Grow(InferenceMetrics.Requests + "/cancelled", tally.Cancelled);
            double[] bounds = [.. Enumerable.Range(tally.Durations.FirstBin, tally.Durations.Counts.Length).Select(bin => DurationSketch.UpperBoundOf(bin) / 1e9)];
            step.HistogramOf(InferenceMetrics.RequestDuration).Add(bounds, [.. tally.Durations.Counts.ToArray().Select(count => (double)count), 0], tally.Count, tally.TotalNanoseconds / 1e9);
            any |= tally.Count > 0;
        }

        return any ? line : null;
    }

    private static string? Attribute(StoredSubject subject, string name) => subject.Attributes.GetValueOrDefault("attribute." + name);
}
