using Vigil.Storage.Encoding;
using Vigil.Storage.Sqlite.Engine;

namespace Vigil.Storage.Sqlite.Samples;

/// <summary>
/// Writes the samples of one run: each at once as a short row of the tail, and the tail now and then as a block of
/// columns. All calls happen inside the caller's transaction. One instance per connection and run.
/// </summary>
internal sealed class SampleTable : IDisposable
{
    private readonly Database _database;
    private readonly long _runNumber;
    private readonly TailEncoder _encoder = new();
    private readonly ByteBuffer _buffer = new();
    private readonly Dictionary<int, RegisteredSubject> _stored = [];
    private readonly Func<RegisteredSubject, long> _layoutOf;
    private SubjectSet? _set;
    private long _nextRow;

    /// <summary>Takes up where the tail ends.</summary>
    /// <param name="database">The database.</param>
    /// <param name="runNumber">The run.</param>
    /// <param name="layoutOf">Id of the layout of a subject's columns.</param>
    public SampleTable(Database database, long runNumber, Func<RegisteredSubject, long> layoutOf)
    {
        _database = database;
        _runNumber = runNumber;
        _layoutOf = layoutOf;
        Statement statement = database.Prepare("SELECT count(*), max(id), min(time_ms) FROM VigilSampleTail WHERE id BETWEEN ?1 AND ?2")
            .Bind(1, RowKeys.Of(runNumber, 0)).Bind(2, RowKeys.Of(runNumber, uint.MaxValue));
        statement.Step();
        TailRows = (int)statement.Integer(0);
        _nextRow = statement.NullableInteger(1) is { } last ? (last & uint.MaxValue) + 1 : 1;
        TailStartMilliseconds = statement.Integer(2);
        statement.Reset();
    }

    /// <summary>Rows in the tail.</summary>
    public int TailRows { get; private set; }

    /// <summary>Readings in the rows that this instance added to the tail.</summary>
    public long TailValues { get; private set; }

    /// <summary>Time of the tail's first row; meaningless when it is empty.</summary>
    public long TailStartMilliseconds { get; private set; }

    /// <summary>Stores a sample.</summary>
    /// <returns>Bytes written.</returns>
    public int Append(SubjectSet set, long unixMilliseconds, ReadOnlySpan<long> values)
    {
        if (!ReferenceEquals(set, _set))
        {
            StoreSubjects(set, unixMilliseconds);
            _set = set;
        }

        _buffer.Clear();
        _encoder.Encode(set, unixMilliseconds, values, _buffer);
        _database.Prepare("INSERT INTO VigilSampleTail (id, time_ms, data) VALUES (?1, ?2, ?3)")
            .Bind(1, RowKeys.Of(_runNumber, _nextRow++)).Bind(2, unixMilliseconds).Bind(3, _buffer.Written).Run();
        TailValues += set.ColumnCount;
        if (TailRows++ == 0)
        {
            TailStartMilliseconds = unixMilliseconds;
        }

        return _buffer.Length;
    }

    /// <summary>Turns the tail into a block of columns.</summary>
    public void Compact()
    {
        if (TailRows > 0)
        {
            SampleCompactor.Compact(_database, _runNumber);
            TailRows = 0;
            TailValues = 0;
            _encoder.Reset();
            _nextRow = 1;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _buffer.Dispose();

    private void StoreSubjects(SubjectSet set, long unixMilliseconds)
    {
        foreach (RegisteredSubject subject in set.Subjects)
        {
            if (_stored.TryGetValue(subject.Ordinal, out RegisteredSubject? before) && ReferenceEquals(before, subject))
            {
                continue;
            }

            _stored[subject.Ordinal] = subject;
            _database.Prepare("""
                INSERT INTO VigilSubject (id, layout_id, kind, key, attributes, first_seen_ms, last_seen_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                ON CONFLICT (id) DO UPDATE SET attributes = excluded.attributes
                """)
                .Bind(1, RowKeys.Of(_runNumber, subject.Ordinal)).Bind(2, _layoutOf(subject)).Bind(3, (long)subject.Kind)
                .Bind(4, subject.Key).Bind(5, subject.AttributesJson)
                .Bind(6, subject.FirstSeenMilliseconds).Bind(7, unixMilliseconds).Run();
        }

        // Those that left are forgotten, so that a run with millions of short processes stays small in memory.
        if (_set is not null)
        {
            foreach (RegisteredSubject subject in _set.Subjects)
            {
                if (set.OffsetOf(subject.Ordinal) < 0)
                {
                    _stored.Remove(subject.Ordinal);
                }
            }
        }
    }
}
