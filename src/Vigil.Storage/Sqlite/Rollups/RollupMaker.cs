using Vigil.Core.Sampling;
using Vigil.Storage.Encoding;
using Vigil.Storage.Sqlite.Engine;
using Vigil.Storage.Sqlite.Samples;

namespace Vigil.Storage.Sqlite.Rollups;

/// <summary>
/// Makes the roll-ups of one span of a run: minutes of samples, hours of minutes. Reads only, so that it may take its time
/// without a lock; a subject is read at a time. The tail is no part of it: a span is rolled up once its samples are packed.
/// </summary>
internal sealed class RollupMaker(Database database, long runNumber)
{
    private readonly ColumnEncoder _encoder = new();
    private readonly Dictionary<string, ColumnForm> _forms = [];

    /// <summary>The packed span of every subject that has any rows in it. Call inside a transaction.</summary>
    public List<(long SubjectId, byte[] Data)> Make(RollupLevel level, long start)
    {
        var made = new List<(long, byte[])>();
        using var buffer = new ByteBuffer();
        foreach (long subject in Subjects(start, start + level.SpanMilliseconds))
        {
            RollupColumn[] columns = level == RollupLevel.Minute ? OfSamples(subject, start) : OfMinutes(subject, start);
            if (Array.Exists(columns, column => column.Weight.AsSpan().ContainsAnyExcept(0L)))
            {
                buffer.Clear();
                RollupCodec.Encode(columns, level.Rows, _encoder, buffer);
                made.Add((subject, buffer.Written.ToArray()));
            }
        }

        return made;
    }

    private RollupColumn[] OfSamples(long subject, long start)
    {
        RollupLevel level = RollupLevel.Minute;
        RollupColumn[] columns = Columns(subject, level.Rows);
        int[] wanted = [.. Enumerable.Range(0, columns.Length)];
        long[] before = new long[columns.Length];
        Array.Fill(before, Reading.NotAvailable);
        long timeBefore = long.MinValue;
        SampleScan.ReadBlocks(database, subject, start, start + level.SpanMilliseconds, wanted, (times, values) =>
        {
            for (int c = 0; c < columns.Length; c++)
            {
                RollupColumn column = columns[c];
                ReadOnlySpan<long> readings = values[c].AsSpan(0, times.Length);
                for (int i = 0; i < times.Length; i++)
                {
                    long offset = times[i] - start;
                    if (offset < 0 || offset >= level.SpanMilliseconds)
                    {
                        continue;
                    }

                    int row = (int)(offset / level.StepMilliseconds);
                    if (!column.IsCounter)
                    {
                        column.Add(row, readings[i]);
                    }
                    else if (i > 0 || timeBefore != long.MinValue)
                    {
                        column.Add(row, i > 0 ? readings[i - 1] : before[c], readings[i], times[i] - (i > 0 ? times[i - 1] : timeBefore));
                    }
                }

                before[c] = readings[^1];
            }

            timeBefore = times[^1];
        });
        return columns;
    }

    private RollupColumn[] OfMinutes(long subject, long start)
    {
        RollupLevel level = RollupLevel.Hour;
        RollupColumn[] columns = Columns(subject, level.Rows);
        Statement rows = RollupTable.Rows(database, subject, RollupLevel.Minute, start, start + level.SpanMilliseconds);
        while (rows.Step())
        {
            long minutes = rows.Integer(0);
            RollupColumn?[] found = RollupCodec.Decode(rows.Bytes(1), RollupLevel.Minute.Rows, wanted: null);
            for (int c = 0; c < Math.Min(found.Length, columns.Length); c++)
            {
                for (int i = 0; found[c] is { } column && column.IsCounter == columns[c].IsCounter && column.IsReal == columns[c].IsReal && i < RollupLevel.Minute.Rows; i++)
                {
                    int row = (int)((minutes - start + (i * RollupLevel.Minute.StepMilliseconds)) / level.StepMilliseconds);
                    columns[c].Merge(row, column.Weight[i], column.Sum[i], column.Minimum[i], column.Maximum[i]);
                }
            }
        }

        rows.Reset();
        return columns;
    }

    private RollupColumn[] Columns(long subject, int rows)
    {
        SubjectLayout layout = SubjectLayout.Of(database, subject);
        return [.. layout.Names.Select((_, column) => new RollupColumn(FormOf(layout, column), rows))];
    }

    private ColumnForm FormOf(SubjectLayout layout, int column)
    {
        if (layout.Own is not null)
        {
            return layout.Describe(database, column);
        }

        if (!_forms.TryGetValue(layout.Names[column], out ColumnForm form))
        {
            form = layout.Describe(database, column);
            _forms.Add(layout.Names[column], form);
        }

        return form;
    }

    private List<long> Subjects(long from, long to)
    {
        var subjects = new List<long>();
        Statement rows = database.Prepare("SELECT id FROM VigilSubject WHERE id BETWEEN ?1 AND ?2 AND last_seen_ms >= ?3 AND first_seen_ms < ?4 ORDER BY id")
            .Bind(1, RowKeys.Of(runNumber, 0)).Bind(2, RowKeys.Of(runNumber, uint.MaxValue)).Bind(3, from).Bind(4, to);
        while (rows.Step())
        {
            subjects.Add(rows.Integer(0));
        }

        rows.Reset();
        return subjects;
    }
}
