using System.Text.Json;
using System.Text.Json.Nodes;
using Vigil.Core.Events;
using Vigil.Core.Logs;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Core.Training;
using Vigil.Telemetry.Sending;
using Vigil.Telemetry.Wire;

namespace Vigil.Telemetry.Records;

/// <summary>
/// Writes each item of a record as one scope of an export request: samples as metrics whose points name their subject by its place
/// in a list, all else as a log record. Not thread-safe.
/// </summary>
internal sealed class RecordEncoder
{
    private const int Cumulative = 2;
    private const int ScopeAttribute = 3;
    private const int LogAttribute = 6;
    private const int PointAttribute = 7;

    private readonly ProtoWriter _output = new();
    private readonly List<(Subject Subject, int Place)> _alike = [];
    private readonly List<MetricTable> _tables = [];
    private int _version = -1;
    private JsonArray _subjects = [];

    /// <summary>A sample.</summary>
    public ReadOnlySpan<byte> Sample(SampleFrame frame)
    {
        _output.Clear();
        if (frame.Version != _version)
        {
            _version = frame.Version;
            _subjects = new JsonArray([.. frame.Subjects.Select(subject => (JsonNode)Describe(subject))]);
            _tables.Clear();
            _tables.AddRange(frame.Subjects.Select(subject => subject.Table).Distinct());
        }

        int scope = _output.Begin(1);
        _output.Text(1, RecordWords.SampleScope);
        OtlpPairs.Write(_output, ScopeAttribute, RecordWords.Time, JsonValue.Create(frame.UnixMilliseconds));
        OtlpPairs.Write(_output, ScopeAttribute, RecordWords.Totals, JsonSerializer.Serialize(frame.Totals, RecordJson.Default.SampleTotals));
        OtlpPairs.Write(_output, ScopeAttribute, RecordWords.Subjects, _subjects);
        _output.End(scope);
        foreach (MetricTable table in _tables)
        {
            _alike.Clear();
            for (int i = 0; i < frame.Subjects.Count; i++)
            {
                if (ReferenceEquals(frame.Subjects[i].Table, table))
                {
                    _alike.Add((frame.Subjects[i], i));
                }
            }

            foreach (Metric metric in table.Metrics)
            {
                Write(metric, (ulong)frame.UnixMilliseconds * 1_000_000);
            }
        }

        return _output.Written;
    }

    /// <summary>A step.</summary>
    public ReadOnlySpan<byte> Step(StepReading step) =>
        Log(RecordWords.StepEvent, step.UnixSeconds, JsonSerializer.Serialize(step, RecordJson.Default.StepReading), []);

    /// <summary>An event.</summary>
    public ReadOnlySpan<byte> Event(RunEvent runEvent) =>
        Log(runEvent.Type, runEvent.UnixSeconds, runEvent.Details?.ToJsonString(), []);

    /// <summary>A piece of output.</summary>
    public ReadOnlySpan<byte> Output(OutputStream stream, long offset, ReadOnlySpan<byte> bytes, long unixMilliseconds) =>
        Log(RecordWords.OutputEvent, unixMilliseconds / 1000.0, bytes, [(RecordWords.Stream, JsonValue.Create((long)stream)), (RecordWords.Offset, JsonValue.Create(offset))]);

    /// <summary>The end.</summary>
    public ReadOnlySpan<byte> End(RunOutcome outcome, JsonObject? summary) =>
        Log(RecordWords.EndEvent, outcome.EndedAt, JsonSerializer.Serialize(outcome, RecordJson.Default.RunOutcome), summary is null ? [] : [(RecordWords.Summary, JsonValue.Create(summary.ToJsonString()))]);

    /// <summary>Puts items together as a request.</summary>
    /// <param name="output">Takes the request.</param>
    /// <param name="startJson">The record, told with it; null when the receiver knows it.</param>
    /// <param name="items">Items, each as written here.</param>
    public static void Request(ProtoWriter output, string? startJson, IEnumerable<byte[]> items)
    {
        output.Clear();
        int group = output.Begin(1);
        int resource = output.Begin(1);
        if (startJson is not null)
        {
            OtlpPairs.Write(output, 1, RecordWords.Start, startJson);
        }

        output.End(resource);
        foreach (byte[] item in items)
        {
            output.Bytes(2, item);
        }

        output.End(group);
    }

    private static JsonObject Describe(Subject subject)
    {
        var described = new JsonObject
        {
            ["kind"] = EnumNames.ToSnakeCase(subject.Kind),
            ["key"] = subject.Key,
            ["attributes"] = new JsonObject(subject.Attributes.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        };
        if (!ReferenceEquals(MetricCatalogue.Tables.FirstOrDefault(table => table.Subject == subject.Kind), subject.Table))
        {
            // Columns of its own: the receiver cannot know them.
            described["columns"] = new JsonArray([.. subject.Table.Metrics.Select(metric => (JsonNode)new JsonObject
            {
                ["name"] = metric.Name,
                ["counter"] = metric.Kind == MetricKind.Counter,
                ["unit"] = metric.Unit,
                ["scale"] = metric.Scale,
                ["real"] = metric.IsReal,
            })]);
        }

        return described;
    }

    private ReadOnlySpan<byte> Log(string name, double unixSeconds, string? body, (string Name, JsonNode Value)[] attributes) =>
        Log(name, unixSeconds, body is null ? default : System.Text.Encoding.UTF8.GetBytes(body), attributes);

    private ReadOnlySpan<byte> Log(string name, double unixSeconds, ReadOnlySpan<byte> body, (string Name, JsonNode Value)[] attributes)
    {
        _output.Clear();
        int scope = _output.Begin(1);
        _output.Text(1, RecordWords.ItemScope);
        _output.End(scope);
        int log = _output.Begin(2);
        _output.Fixed64(1, (ulong)(Math.Max(0, unixSeconds) * 1e9));
        int holder = _output.Begin(5);
        _output.Bytes(7, body);
        _output.End(holder);
        OtlpPairs.Write(_output, LogAttribute, RecordWords.Time, JsonValue.Create(unixSeconds * 1000));
        foreach ((string attribute, JsonNode value) in attributes)
        {
            OtlpPairs.Write(_output, LogAttribute, attribute, value);
        }

        _output.Text(12, name);
        _output.End(log);
        return _output.Written;
    }

    private void Write(Metric metric, ulong time)
    {
        bool isCounter = metric.Kind == MetricKind.Counter;
        int message = _output.Begin(2);
        _output.Text(1, metric.Name);
        _output.Text(3, metric.Unit);
        int data = _output.Begin(isCounter ? 7 : 5);
        foreach ((Subject subject, int place) in _alike)
        {
            long stored = subject.Values[metric.Index];
            if (stored == Reading.NotAvailable)
            {
                continue;
            }

            int point = _output.Begin(1);
            _output.Fixed64(3, time);
            if (metric.Scale == 1 && !metric.IsReal)
            {
                _output.Fixed64(6, (ulong)stored);
            }
            else
            {
                _output.Real(4, metric.Value(stored));
            }

            int pair = _output.Begin(PointAttribute);
            _output.Text(1, RecordWords.Subject);
            int value = _output.Begin(2);
            _output.Varint(3, (ulong)place);
            _output.End(value);
            _output.End(pair);
            _output.End(point);
        }

        if (isCounter)
        {
            _output.Varint(2, Cumulative);
            _output.Varint(3, 1);
        }

        _output.End(data);
        _output.End(message);
    }
}
