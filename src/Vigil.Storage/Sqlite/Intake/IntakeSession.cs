using System.Text.Json.Nodes;
using Vigil.Core.Intake;
using Vigil.Core.Metrics;
using Vigil.Core.Runs;
using Vigil.Core.Sampling;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Runs;
using Vigil.Storage.Sqlite.Samples;
using Vigil.Storage.Sqlite.Writing;

namespace Vigil.Storage.Sqlite.Intake;

/// <summary>One record that comes from elsewhere, on the connection that all of them share.</summary>
internal sealed class IntakeSession : IDisposable
{
    private readonly Database _database;
    private readonly string _recordId;
    private readonly RunSession _session;
    private readonly SubjectRegistrar _registrar = new();
    private readonly SampleFrame _frame = new();
    private readonly Dictionary<RecordedSubject, Subject> _subjects = new(ReferenceEqualityComparer.Instance);
    private readonly List<QueueItem> _items = [];
    private IReadOnlyList<RecordedRow> _rows = [];
    private double _lastTime;

    /// <summary>Takes up a record, or begins it. Outside of a transaction.</summary>
    public IntakeSession(Database database, RunStart start, WriterSettings settings)
    {
        _database = database;
        _recordId = start.Id;
        _session = new RunSession(database, start, start.Snapshot is null ? null : JsonText.Of(start.Snapshot), settings);
        _registrar.Resume(SeriesReader.ReadSubjects(database, RunTable.NumberOf(database, start.Id)!.Value).Select(Registered).OfType<RegisteredSubject>());
    }

    /// <summary>Whether its end was stored.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Stores what is new in a batch, and how far it goes, in the caller's transaction.</summary>
    public void Add(RecordBatch batch, long nowMilliseconds)
    {
        (long last, long lost) = IntakeTable.Find(_database, _recordId) ?? (0, 0);
        int known = (int)Math.Clamp(last - batch.FirstSequence + 1, 0, batch.Items.Count);
        long missing = Math.Max(0, batch.FirstSequence - last - 1);
        _items.Clear();
        RecordedEnd? end = null;
        double before = _lastTime;
        foreach (RecordedItem item in batch.Items.Skip(known))
        {
            Add(item, batch.ClockOffsetMilliseconds);
            end = item as RecordedEnd ?? end;
        }

        if (_items.Count > 0 || missing > 0)
        {
            JsonObject? dropped = missing == 0 ? null : new JsonObject { ["items"] = missing, ["reason"] = "the sender's buffer was full while this server could not be reached" };
            _session.Add(_items, before == 0 ? 1 : Math.Max(1, _lastTime - before), dropped, _lastTime);
            foreach (OutputItem output in _items.OfType<OutputItem>())
            {
                output.Return();
            }
        }

        IntakeTable.Put(_database, _recordId, Math.Max(last, batch.FirstSequence + batch.Items.Count - 1), lost + missing, batch.ClockOffsetMilliseconds, nowMilliseconds);
        if (end is not null)
        {
            RunOutcome outcome = end.Outcome with { EndedAt = end.Outcome.EndedAt + (batch.ClockOffsetMilliseconds / 1000.0) };
            _session.Close(outcome, end.Summary is null ? null : JsonText.Of(end.Summary), _ => 0, closing: null);
            HasEnded = true;
        }
    }

    /// <summary>Packs samples where that is due, in a transaction of its own.</summary>
    public void Tend()
    {
        if (_session.WantsCompaction)
        {
            _session.Compact();
        }
    }

    /// <summary>Lets go of what it holds, but not of the connection.</summary>
    public void Dispose() => _session.Release();

    private static RegisteredSubject? Registered(StoredSubject stored)
    {
        MetricTable? table = MetricCatalogue.Tables.FirstOrDefault(table => table.Subject == stored.Kind);

        // What another version stored under other columns gets a new number.
        return table is null || !stored.Metrics.Select(metric => metric.Name).SequenceEqual(table.Metrics.Select(metric => metric.Name))
            ? new RegisteredSubject(RowKeys.CountOf(stored.Id), new MetricTable(stored.Kind), "\0" + stored.Key, "", (long)(stored.FirstSeen * 1000))
            : new RegisteredSubject(RowKeys.CountOf(stored.Id), table, stored.Key, new JsonObject(stored.Attributes.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))).ToJsonString(), (long)Math.Round(stored.FirstSeen * 1000));
    }

    private void Add(RecordedItem item, long offset)
    {
        switch (item)
        {
            case RecordedSample sample:
                _items.Add(ItemOf(sample, offset));
                _lastTime = (sample.UnixMilliseconds + offset) / 1000.0;
                break;
            case RecordedStep step:
                _items.Add(new StepItem(step.Step with { UnixSeconds = step.Step.UnixSeconds + (offset / 1000.0) }));
                _lastTime = step.Step.UnixSeconds + (offset / 1000.0);
                break;
            case RecordedEvent happened:
                _lastTime = happened.Event.UnixSeconds + (offset / 1000.0);
                _items.Add(new EventItem(_lastTime, happened.Event.Type, happened.Event.Details is null ? null : JsonText.Of(happened.Event.Details)));
                break;
            case RecordedOutput output:
                var piece = new OutputItem(output.Stream, output.Offset, output.UnixMilliseconds + offset, output.Bytes.Length);
                piece.Add(output.Bytes);
                _items.Add(piece);
                _lastTime = (output.UnixMilliseconds + offset) / 1000.0;
                break;
        }
    }

    private SampleItem ItemOf(RecordedSample sample, long offset)
    {
        _frame.Begin(sample.UnixMilliseconds + offset, 0);
        if (!sample.Subjects.Select(row => row.Subject).SequenceEqual(_rows.Select(row => row.Subject), ReferenceEqualityComparer.Instance))
        {
            Replace(sample.Subjects);
        }

        _rows = sample.Subjects;
        SubjectSet set = _registrar.Register(_frame);
        var values = new long[set.ColumnCount];
        int at = 0;
        foreach (RecordedRow row in sample.Subjects)
        {
            row.Values.CopyTo(values, at);
            at += row.Values.Length;
        }

        return new SampleItem { Set = set, UnixMilliseconds = _frame.UnixMilliseconds, Totals = sample.Totals, Values = values };
    }

    private void Replace(IReadOnlyList<RecordedRow> rows)
    {
        foreach (Subject subject in _frame.Subjects.ToArray())
        {
            _frame.Remove(subject);
        }

        Dictionary<RecordedSubject, Subject> before = new(_subjects, ReferenceEqualityComparer.Instance);
        _subjects.Clear();
        foreach (RecordedRow row in rows)
        {
            Subject subject = before.GetValueOrDefault(row.Subject) ?? new Subject(row.Subject.Table, row.Subject.Key, row.Subject.Attributes);
            _subjects[row.Subject] = subject;
            _frame.Add(subject);
        }
    }
}
