using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Intake;
using Vigil.Core.Logs;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Records;

/// <summary>Reads requests that carry items of a record. Thread-safe.</summary>
public sealed class RecordDecoder
{
    // Lists of subjects are remembered, since they seldom change: a bound for senders that come and go.
    private const int MostRemembered = 8192;
    private const uint ScopeAttribute = (3 << 3) | ProtoReader.Bytes;

    private readonly ConcurrentDictionary<string, Remembered> _subjects = new();

    /// <summary>Reads a request.</summary>
    /// <param name="recordId">The record, as the request's header names it.</param>
    /// <param name="firstSequence">Number of the first item, as the header says.</param>
    /// <param name="offsetMilliseconds">What is to be added to times, as the header says.</param>
    /// <param name="body">The export request, as protobuf.</param>
    /// <param name="batch">What it holds.</param>
    /// <returns>False when it is malformed.</returns>
    public bool TryRead(string recordId, long firstSequence, long offsetMilliseconds, ReadOnlySpan<byte> body, [NotNullWhen(true)] out RecordBatch? batch)
    {
        batch = null;
        RunStart? start = null;
        var items = new List<RecordedItem>();
        try
        {
            var groups = new ProtoReader(body);
            while (groups.Next())
            {
                var fields = new ProtoReader(groups.Span);
                while (groups.Key == OtlpFields.RequestResource && fields.Next())
                {
                    if (fields.Key == OtlpFields.GroupResource)
                    {
                        start = StartOf(fields.Span) ?? start;
                    }
                    else if (fields.Key == OtlpFields.GroupScope)
                    {
                        items.Add(ReadItem(recordId, fields.Span));
                    }
                }

                if (fields.IsMalformed)
                {
                    return false;
                }
            }

            if (groups.IsMalformed || (start is not null && start.Id != recordId))
            {
                return false;
            }
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException)
        {
            // Numbers and texts inside it are not what they should be.
            return false;
        }

        batch = new RecordBatch { RecordId = recordId, Start = start, FirstSequence = firstSequence, Items = items, ClockOffsetMilliseconds = offsetMilliseconds };
        return true;
    }

    private static RunStart? StartOf(ReadOnlySpan<byte> resource)
    {
        var fields = new ProtoReader(resource);
        while (fields.Next())
        {
            if (fields.Key == OtlpFields.ResourceAttribute && OtlpValues.TryReadPair(fields.Span, out string name, out JsonNode? value) && name == RecordWords.Start)
            {
                return JsonSerializer.Deserialize((string)value!, RecordJson.Default.RunStart);
            }
        }

        return null;
    }

    private RecordedItem ReadItem(string recordId, ReadOnlySpan<byte> scope)
    {
        var fields = new ProtoReader(scope);
        while (fields.Next())
        {
            if (fields.Key == OtlpFields.ScopeScope && NameOf(fields.Span) == RecordWords.SampleScope)
            {
                return ReadSample(recordId, fields.Span, scope);
            }

            if (fields.Key == OtlpFields.ScopeItem)
            {
                return ReadLog(fields.Span);
            }
        }

        throw new FormatException("A scope is neither a sample nor a log record.");
    }

    private RecordedSample ReadSample(string recordId, ReadOnlySpan<byte> head, ReadOnlySpan<byte> scope)
    {
        long time = 0;
        SampleTotals totals = default;
        RecordedSubject[] subjects = [];
        var fields = new ProtoReader(head);
        while (fields.Next())
        {
            if (fields.Key != ScopeAttribute)
            {
                continue;
            }

            if (KeyOf(fields.Span) == RecordWords.Subjects)
            {
                subjects = SubjectsOf(recordId, fields.Span);
            }
            else if (OtlpValues.TryReadPair(fields.Span, out string name, out JsonNode? value))
            {
                time = name == RecordWords.Time ? (long)value! : time;
                totals = name == RecordWords.Totals ? JsonSerializer.Deserialize((string)value!, RecordJson.Default.SampleTotals) : totals;
            }
        }

        var rows = new RecordedRow[subjects.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            long[] values = new long[subjects[i].Table.Metrics.Count];
            Array.Fill(values, Reading.NotAvailable);
            rows[i] = new RecordedRow(subjects[i], values);
        }

        fields = new ProtoReader(scope);
        while (fields.Next())
        {
            if (fields.Key == OtlpFields.ScopeItem)
            {
                ReadMetric(fields.Span, rows);
            }
        }

        return new RecordedSample(time, rows, totals);
    }

    private static void ReadMetric(ReadOnlySpan<byte> message, RecordedRow[] rows)
    {
        string name = "";
        ReadOnlySpan<byte> data = default;
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            name = fields.Key == OtlpFields.MetricName ? Encoding.UTF8.GetString(fields.Span) : name;
            data = fields.Key is OtlpFields.MetricGauge or OtlpFields.MetricSum ? fields.Span : data;
        }

        MetricTable? table = null;
        Metric? metric = null;
        var points = new ProtoReader(data);
        while (points.Next())
        {
            if (points.Key != OtlpFields.DataPoint)
            {
                continue;
            }

            long place = -1;
            ulong number = 0;
            bool isInteger = false;
            var parts = new ProtoReader(points.Span);
            while (parts.Next())
            {
                if (parts.Key is OtlpFields.NumberReal or OtlpFields.NumberInteger)
                {
                    number = parts.Number;
                    isInteger = parts.Key == OtlpFields.NumberInteger;
                }
                else if (parts.Key == OtlpFields.NumberAttribute)
                {
                    place = PlaceOf(parts.Span);
                }
            }

            if (place < 0 || place >= rows.Length)
            {
                throw new FormatException("A point names no subject of its sample.");
            }

            RecordedRow row = rows[place];
            if (!ReferenceEquals(row.Subject.Table, table))
            {
                table = row.Subject.Table;
                metric = table.Metrics.FirstOrDefault(candidate => candidate.Name == name);
            }

            // A newer recorder may know more than this server.
            if (metric is not null)
            {
                row.Values[metric.Index] = isInteger ? (long)number
                    : metric.IsReal ? Reading.OfReal(BitConverter.UInt64BitsToDouble(number))
                    : (long)Math.Round(BitConverter.UInt64BitsToDouble(number) / metric.Scale);
            }
        }
    }

    // A pair whose value is a whole number: read at every point, so without a detour.
    private static long PlaceOf(ReadOnlySpan<byte> pair)
    {
        var fields = new ProtoReader(pair);
        while (fields.Next())
        {
            if (fields.Key == OtlpFields.PairValue)
            {
                var value = new ProtoReader(fields.Span);
                return value.Next() && value.Key == OtlpFields.ValueInteger ? value.Signed : -1;
            }
        }

        return -1;
    }

    private static RecordedItem ReadLog(ReadOnlySpan<byte> log)
    {
        string name = "";
        byte[] body = [];
        var attributes = new Dictionary<string, JsonNode?>();
        var fields = new ProtoReader(log);
        while (fields.Next())
        {
            switch (fields.Key)
            {
                case OtlpFields.LogEventName:
                    name = Encoding.UTF8.GetString(fields.Span);
                    break;
                case OtlpFields.LogBody:
                    var value = new ProtoReader(fields.Span);
                    body = value.Next() && value.Key == OtlpFields.ValueBytes ? value.Span.ToArray() : body;
                    break;
                case OtlpFields.LogAttribute when OtlpValues.TryReadPair(fields.Span, out string key, out JsonNode? attribute):
                    attributes[key] = attribute;
                    break;
            }
        }

        if (fields.IsMalformed)
        {
            throw new FormatException("A log record ends too early.");
        }

        double milliseconds = attributes.GetValueOrDefault(RecordWords.Time) is { } time ? (double)time : 0;
        return name switch
        {
            RecordWords.StepEvent => new RecordedStep(JsonSerializer.Deserialize(body, RecordJson.Default.StepReading) ?? throw new FormatException("A step is empty.")),
            RecordWords.OutputEvent => new RecordedOutput(StreamOf((long)attributes.GetValueOrDefault(RecordWords.Stream)!), (long)attributes.GetValueOrDefault(RecordWords.Offset)!, body, (long)Math.Round(milliseconds)),
            RecordWords.EndEvent => new RecordedEnd(
                JsonSerializer.Deserialize(body, RecordJson.Default.RunOutcome) ?? throw new FormatException("An end is empty."),
                attributes.GetValueOrDefault(RecordWords.Summary) is { } summary ? JsonNode.Parse((string)summary!)?.AsObject() : null),
            "" => throw new FormatException("A log record has no name."),
            _ => new RecordedEvent(new RunEvent(milliseconds / 1000, name, body.Length == 0 ? null : JsonNode.Parse(body)?.AsObject())),
        };
    }

    private static OutputStream StreamOf(long number) =>
        Enum.IsDefined((OutputStream)number) ? (OutputStream)number : throw new FormatException("There is no such stream.");

    private RecordedSubject[] SubjectsOf(string recordId, ReadOnlySpan<byte> pair)
    {
        if (_subjects.TryGetValue(recordId, out Remembered? known) && pair.SequenceEqual(known.Bytes))
        {
            return known.Subjects;
        }

        OtlpValues.TryReadPair(pair, out _, out JsonNode? list);

        // Those that were there before stay the same instances, so that the store need not look at them again.
        Dictionary<(SubjectKind, string), RecordedSubject> before = known?.Subjects.GroupBy(subject => (subject.Table.Subject, subject.Key)).ToDictionary(group => group.Key, group => group.Last()) ?? [];
        RecordedSubject[] subjects = [.. (list as JsonArray ?? []).Select(node => SubjectOf(node!.AsObject(), before))];
        if (_subjects.Count < MostRemembered || known is not null)
        {
            _subjects[recordId] = new Remembered(pair.ToArray(), subjects);
        }

        return subjects;
    }

    private static RecordedSubject SubjectOf(JsonObject described, Dictionary<(SubjectKind, string), RecordedSubject> before)
    {
        SubjectKind kind = EnumNames.Parse<SubjectKind>((string)described["kind"]!) ?? throw new FormatException("There is no such kind of subject.");
        string key = (string)described["key"]!;
        Dictionary<string, string> attributes = described["attributes"] is JsonObject pairs ? pairs.ToDictionary(pair => pair.Key, pair => OtlpValues.TextOf(pair.Value)) : [];
        MetricTable? own = described["columns"] is JsonArray columns ? TableOf(kind, columns) : null;
        if (before.TryGetValue((kind, key), out RecordedSubject? known) && (own is null || own.Metrics.SequenceEqual(known.Table.Metrics)))
        {
            return known.Attributes.Count == attributes.Count && !known.Attributes.Except(attributes).Any() ? known : known with { Attributes = attributes };
        }

        return new RecordedSubject(own ?? MetricCatalogue.Of(kind), key, attributes);
    }

    private static MetricTable TableOf(SubjectKind kind, JsonArray columns)
    {
        var table = new MetricTable(kind);
        foreach (JsonObject column in columns.Select(node => node!.AsObject()))
        {
            string name = (string)column["name"]!;
            string unit = (string)column["unit"]!;
            MetricKind metricKind = (bool)column["counter"]! ? MetricKind.Counter : MetricKind.Gauge;
            _ = (bool)column["real"]! ? table.Real(name, metricKind, unit, "agent", "")
                : metricKind == MetricKind.Counter ? table.Counter(name, unit, (double)column["scale"]!, "agent", "")
                : table.Gauge(name, unit, (double)column["scale"]!, "agent", "");
        }

        return table;
    }

    private static string NameOf(ReadOnlySpan<byte> head)
    {
        var fields = new ProtoReader(head);
        return fields.Next() && fields.Key == OtlpFields.ScopeName ? Encoding.UTF8.GetString(fields.Span) : "";
    }

    private static string KeyOf(ReadOnlySpan<byte> pair)
    {
        var fields = new ProtoReader(pair);
        return fields.Next() && fields.Key == OtlpFields.PairKey ? Encoding.UTF8.GetString(fields.Span) : "";
    }

    private sealed record Remembered(byte[] Bytes, RecordedSubject[] Subjects);
}
